package io.siderite.reporter.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Where a machine is on its road. */
public sealed interface Stage {

    /** The milestone that was passed when this stage was entered. */
    Milestone milestone();

    /** What is being done or waited for, in words for people; without reasons. */
    String words();

    /** Omni wants the machine. */
    sealed interface Wanted extends Stage {}

    /** Omni no longer wants it. */
    sealed interface Leaving extends Stage {}

    /** Omni asked for it; its class is not evaluated yet. */
    record Requested() implements Wanted {
        @Override
        public Milestone milestone() {
            return Milestone.REQUESTED;
        }

        @Override
        public String words() {
            return "evaluate the class";
        }
    }

    /** Can't be served now; looked at again when something changes. */
    record Waiting(List<String> reasons) implements Wanted {
        @Override
        public Milestone milestone() {
            return Milestone.WAITING;
        }

        @Override
        public String words() {
            return "waiting";
        }
    }

    /** The class is wrong; only an edit of the request helps. */
    record Refused(List<String> reasons) implements Wanted {
        @Override
        public Milestone milestone() {
            return Milestone.REFUSED;
        }

        @Override
        public String words() {
            return "the machine class is refused";
        }
    }

    /** Has a place. */
    record Placed(String cluster, String node) implements Wanted {
        @Override
        public Milestone milestone() {
            return Milestone.PLACED;
        }

        @Override
        public String words() {
            return "placed on " + cluster + "/" + node + "; allocate the network";
        }
    }

    /** Has its network. */
    record Allocated() implements Wanted {
        @Override
        public Milestone milestone() {
            return Milestone.ALLOCATED;
        }

        @Override
        public String words() {
            return "network allocated; create the VM";
        }
    }

    /**
     * The VM is being made.
     *
     * @param number which step of how many, from 1; 0: not known
     * @param nextAttempt when the step is tried again, after it failed
     */
    record Creating(String step, int number, int of, Optional<Instant> nextAttempt) implements Wanted {
        @Override
        public Milestone milestone() {
            return Milestone.CREATING;
        }

        @Override
        public String words() {
            String steps = number == 0 ? step : "%s (%d/%d)".formatted(step, number, of);
            return nextAttempt
                    .map(at -> steps + ": tried again at " + at.truncatedTo(ChronoUnit.SECONDS))
                    .orElse(steps);
        }
    }

    /** The VM is made and started. */
    record Created() implements Wanted {
        @Override
        public Milestone milestone() {
            return Milestone.CREATED;
        }

        @Override
        public String words() {
            return "the VM is started";
        }
    }

    /** The machine booted and joined Omni. */
    record Registered() implements Wanted {
        @Override
        public Milestone milestone() {
            return Milestone.REGISTERED;
        }

        @Override
        public String words() {
            return "registered";
        }
    }

    /** Withdrawn; Omni takes the machine out of its cluster. */
    record Withdrawn() implements Leaving {
        @Override
        public Milestone milestone() {
            return Milestone.WITHDRAWN;
        }

        @Override
        public String words() {
            return "withdrawn; Omni takes the machine out of its cluster";
        }
    }

    /** Omni let it go; the VM is being destroyed. */
    record Released() implements Leaving {
        @Override
        public Milestone milestone() {
            return Milestone.RELEASED;
        }

        @Override
        public String words() {
            return "destroy the VM";
        }
    }

    /** No VM is left; the request still has our finalizer. */
    record Deleted() implements Leaving {
        @Override
        public Milestone milestone() {
            return Milestone.DELETED;
        }

        @Override
        public String words() {
            return "take the finalizer off the request";
        }
    }

    /** Over. */
    record Gone() implements Leaving {
        @Override
        public Milestone milestone() {
            return Milestone.GONE;
        }

        @Override
        public String words() {
            return "gone";
        }
    }
}
