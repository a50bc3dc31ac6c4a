package io.siderite.machineclass;

/**
 * One thing that is wrong in a class, in words for the person who wrote it.
 *
 * @param path where, such as {@code additional_disks[0].disk_size}; empty: the class as a whole
 * @param line of the YAML text, from 1; 0: of no line
 * @param expected what should stand there
 * @param found what stands there
 * @param instead what to write
 */
public record Problem(String path, int line, String expected, String found, String instead) {

    /** The whole of it in one sentence; with an excerpt of the expression below it where a selector is wrong. */
    public String text() {
        var where = (path.isEmpty() ? "the class" : path) + (line > 0 ? " (line " + line + ")" : "");
        // What ends with an excerpt has the advice on a line of its own.
        var then = found.endsWith("\n") ? "" : "; ";
        return where + ": expected " + expected + ", found " + found + then + instead;
    }

    @Override
    public String toString() {
        return text();
    }
}
