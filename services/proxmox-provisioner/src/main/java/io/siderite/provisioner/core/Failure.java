package io.siderite.provisioner.core;

/**
 * A step that did not succeed.
 *
 * @param kind what follows from it
 * @param why words for people: what happened, where, and what to do; never a secret
 * @param storage the storage that has no room; empty text: no storage's fault, or it is not known which
 */
public record Failure(Kind kind, String why, String storage) {

    /** A failure that is no storage's. */
    public Failure(Kind kind, String why) {
        this(kind, why, "");
    }

    /** The same, for want of room on a storage. */
    public Failure on(String full) {
        return new Failure(kind, why, full);
    }

    /** The VM has been under creation for longer than any create takes. */
    static Failure unfinished(Plan plan) {
        return new Failure(
                Kind.REJECTED,
                "VM " + plan.vmid() + " on " + plan.node() + " of " + plan.cluster()
                        + " is locked by a create that does not end: where no task of it runs any more, remove it there"
                        + " (qm unlock, then qm destroy)");
    }

    /** Kinds of failures, by what is done about them. */
    public enum Kind {
        /** Somebody holds a lock: tried again soon. */
        LOCKED("Locked"),
        /** Nobody answered: tried again, for as long as it takes. */
        UNREACHABLE("Unreachable"),
        /** Refused, and will be again until something is changed: tried again slowly. */
        REJECTED("Rejected"),
        /** We may not: tried again slowly. */
        DENIED("Denied"),
        /** No room here: another place is asked for. */
        NO_CAPACITY("NoCapacity"),
        /** All of what it draws from is taken, wherever it goes: tried again until something is given back. */
        EXHAUSTED("Exhausted"),
        /** Somebody else removed the VM. */
        NOT_FOUND("NotFound");

        private final String outcome;

        Kind(String outcome) {
            this.outcome = outcome;
        }

        /** Its name in events. */
        public String outcome() {
            return outcome;
        }
    }
}
