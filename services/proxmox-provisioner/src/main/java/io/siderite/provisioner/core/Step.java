package io.siderite.provisioner.core;

/** What is to be brought about next, in order: four steps that people count for making a VM, three for removing it. */
public enum Step {
    /** Ours alone, and no step that people count: a VMID is drawn, or a VM found that is this machine's already. */
    DRAW_VMID("draw VMID", 0, 4),
    DOWNLOAD_IMAGE("download image", 1, 4),
    UPLOAD_CIDATA("upload cidata", 2, 4),
    CREATE_VM("create VM", 3, 4),
    START_VM("start VM", 4, 4),
    /** Ours alone: a task that was begun for making the VM ends before anything is removed. */
    AWAIT_TASK("await task", 0, 3),
    /** Ours alone: nothing is known of a VM of the released machine, so that one is looked for everywhere. */
    FIND_VM("find VM", 0, 3),
    STOP_VM("stop VM", 1, 3),
    DESTROY_VM("destroy VM", 2, 3),
    DELETE_CIDATA("delete cidata", 3, 3);

    private final String words;
    private final int number;
    private final int of;

    Step(String words, int number, int of) {
        this.words = words;
        this.number = number;
        this.of = of;
    }

    /** Words for people, as events carry them. */
    public String words() {
        return words;
    }

    /** Which of {@link #of}, from 1; 0 where people don't count it. */
    public int number() {
        return number;
    }

    /** How many steps the making, or the removing, has. */
    public int of() {
        return of;
    }

    /** Whether it belongs to removing a VM. */
    public boolean removes() {
        return compareTo(AWAIT_TASK) >= 0;
    }
}
