package io.siderite.cli;

import java.util.ArrayList;
import java.util.List;

/** How this program starts another of its commands: through the launcher script that started it. */
public final class Launcher {

    private Launcher() {}

    /** The words that run {@code siderite} with these arguments. */
    public static List<String> command(String... arguments) {
        String top = System.getenv("SIDERITE_TOP");
        List<String> command = new ArrayList<>();
        command.add(top == null || top.isBlank() ? "siderite" : top + "/siderite");
        command.addAll(List.of(arguments));
        return command;
    }
}
