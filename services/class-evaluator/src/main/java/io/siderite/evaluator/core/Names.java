package io.siderite.evaluator.core;

import io.siderite.machineclass.Nearest;
import java.util.Collection;

/** Names as a reason lists them. */
final class Names {

    private Names() {}

    /** Such as {@code pve1, pve2}; of none: {@code none}. */
    static String list(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** Such as {@code known are pve1, pve2; did you mean pve2?}; the question only where one is near. */
    static String known(String unknown, Collection<String> known) {
        return "known are " + list(known)
                + Nearest.to(unknown, known)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("");
    }
}
