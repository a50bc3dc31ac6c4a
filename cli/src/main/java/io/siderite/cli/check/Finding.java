package io.siderite.cli.check;

import java.util.Locale;

/**
 * One thing that was found out.
 *
 * @param about what it is about, such as Omni
 * @param text a sentence for people; of a warning or a problem also what to do
 */
record Finding(Level level, String about, String text) {

    /** How much it matters. */
    enum Level {
        OK,
        /** Siderite works, but not as well as it might, or not for long. */
        WARNING,
        /** Siderite does not work, or not with a part of what is configured. */
        PROBLEM
    }

    static Finding ok(String about, String text) {
        return new Finding(Level.OK, about, text);
    }

    static Finding warning(String about, String text) {
        return new Finding(Level.WARNING, about, text);
    }

    static Finding problem(String about, String text) {
        return new Finding(Level.PROBLEM, about, text);
    }

    /** As it is printed. */
    String line() {
        return "%-8s %s: %s".formatted(level.name().toLowerCase(Locale.ROOT), about, text);
    }
}
