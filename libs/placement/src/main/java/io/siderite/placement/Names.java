package io.siderite.placement;

import io.siderite.machineclass.Nearest;
import java.util.Collection;

/** Names as a reason lists them. */
final class Names {

    private Names() {}

    /** Such as {@code pve1, pve2}; of none: {@code none}. */
    static String list(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /**
     * Such as {@code known are prod, test; did you mean prod?}. The question only where one is near; what differs in digits
     * alone, such as pve1 and pve4, is another thing and no slip.
     */
    static String known(String unknown, Collection<String> known) {
        return (known.isEmpty() ? "there is none" : "known are " + list(known))
                + Nearest.to(unknown, known)
                        .filter(name -> !letters(name).equals(letters(unknown)))
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("");
    }

    private static String letters(String name) {
        return name.replaceAll("\\d", "");
    }
}
