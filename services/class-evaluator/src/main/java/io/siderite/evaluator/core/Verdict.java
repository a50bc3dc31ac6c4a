package io.siderite.evaluator.core;

import io.siderite.proto.events.v1.Placement;
import java.util.List;

/** What came of looking for a place. */
public sealed interface Verdict {

    /**
     * It has one.
     *
     * @param storages of its disks, in the order of the class
     * @param reasons why there, and why not elsewhere
     */
    record Placed(Placement placement, List<String> storages, List<String> reasons) implements Verdict {
        public Placed {
            storages = List.copyOf(storages);
            reasons = List.copyOf(reasons);
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
