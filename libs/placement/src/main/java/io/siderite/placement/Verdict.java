package io.siderite.placement;

import io.siderite.proto.events.v1.Disk;
import java.util.List;

/** What came of looking for a place. */
public sealed interface Verdict {

    /**
     * It has one.
     *
     * @param plan what its VM is, and where
     * @param reasons why there, and why not elsewhere
     */
    record Placed(Plan plan, List<String> reasons) implements Verdict {
        public Placed {
            reasons = List.copyOf(reasons);
        }

        /** Storages of its disks, in the order of the class. */
        public List<String> storages() {
            return plan.spec().getDisksList().stream().map(Disk::getStorage).toList();
        }
    }

    /**
     * It fits nowhere as things are.
     *
     * @param reasons one or more for every node, in words for people
     */
    record NowhereNow(List<String> reasons) implements Verdict {
        public NowhereNow {
            reasons = List.copyOf(reasons);
        }
    }
}
