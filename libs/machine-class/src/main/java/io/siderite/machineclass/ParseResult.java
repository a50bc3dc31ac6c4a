package io.siderite.machineclass;

import java.util.List;

/** What came of reading a class. */
public sealed interface ParseResult {

    /** It is right. */
    record Parsed(MachineClass machineClass) implements ParseResult {}

    /** It is wrong: every problem at once, in the order of the text; never empty. */
    record Refused(List<Problem> problems) implements ParseResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
