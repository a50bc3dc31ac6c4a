package io.siderite.machineclass;

import java.util.List;

/**
 * What came of compiling a selector.
 *
 * @param <S> {@link StorageSelector} or {@link NodeSelector}
 */
public sealed interface SelectorResult<S> {

    record Compiled<S>(S selector) implements SelectorResult<S> {}

    /** It is wrong: every fault that is not the consequence of another; never empty. */
    record Refused<S>(List<Fault> faults) implements SelectorResult<S> {
        public Refused {
            faults = List.copyOf(faults);
        }
    }

    /**
     * One fault of an expression.
     *
     * @param line in the expression, from 1
     * @param column in that line, from 1
     * @param what what is wrong
     * @param excerpt the line of the expression, and a caret under the column
     * @param instead what to write
     */
    record Fault(int line, int column, String what, String excerpt, String instead) {

        /** Where and what, with the excerpt below; ends with a line break. */
        public String found() {
            return "line %d, column %d: %s\n%s\n".formatted(line, column, what, excerpt);
        }
    }
}
