package io.siderite.proxmoxsim.params;

import java.util.Arrays;
import java.util.List;

/** Lists inside of one parameter. */
public final class Lists {
    private Lists() {}

    /** Parts a list at commas, semicolons, blanks and NULs. */
    public static List<String> split(String list) {
        return Arrays.stream(list.split("[,;\\s\0]+")).filter(s -> !s.isEmpty()).toList();
    }
}
