package io.siderite.omnisim.controllers;

import java.util.List;

/** What Omni says to somebody who applies a class or a set. */
public sealed interface Verdict {

    /** It is in force. */
    record Accepted() implements Verdict {
        @Override
        public List<String> problems() {
            return List.of();
        }
    }

    /** Nothing changed; Omni's words, one a problem. */
    record Refused(List<String> problems) implements Verdict {}

    static Verdict accepted() {
        return new Accepted();
    }

    static Verdict refused(String problem) {
        return new Refused(List.of(problem));
    }

    /** Omni's words; none when it was accepted. */
    List<String> problems();
}
