package io.siderite.provisioner.core;

/**
 * What is to be brought about next, in order. People count four steps of making a VM and three of removing it, and one
 * more of each for a VM of Proxmox's HA manager.
 */
public enum Step {
    /** Ours alone, and no step that people count: a VMID is drawn, or a VM found that is this machine's already. */
    DRAW_VMID("draw VMID", 0),
    DOWNLOAD_IMAGE("download image", 1),
    UPLOAD_CIDATA("upload cidata", 2),
    CREATE_VM("create VM", 3),
    START_VM("start VM", 4),
    /** Only where the class asks for it; the VM is announced afterwards. */
    REGISTER_HA("register HA", 5),
    /** Ours alone: a task that was begun for making the VM ends before anything is removed. */
    AWAIT_TASK("await task", 0),
    /** Ours alone: nothing is known of a VM of the released machine, so that one is looked for everywhere. */
    FIND_VM("find VM", 0),
    /** Of every VM, since a person may have given it to HA; people count it where the class did. */
    LEAVE_HA("leave HA", 1),
    STOP_VM("stop VM", 2),
    DESTROY_VM("destroy VM", 3),
    DELETE_CIDATA("delete cidata", 4);

    private final String words;
    private final int number;

    Step(String words, int number) {
        this.words = words;
        this.number = number;
    }

    /** Words for people, as events carry them. */
    public String words() {
        return words;
    }

    /** Which of {@link #of}, from 1; 0 where people don't count it. */
    int number(Plan plan) {
        return number == 0 || !removes() || plan.isForHa() ? number : number - 1;
    }

    /** How many steps the making, or the removing, has. */
    int of(Plan plan) {
        return (removes() ? 3 : 4) + (plan.isForHa() ? 1 : 0);
    }

    private boolean removes() {
        return compareTo(AWAIT_TASK) >= 0;
    }
}
