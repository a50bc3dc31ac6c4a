package io.siderite.machineclass;

import dev.cel.common.CelIssue;
import io.siderite.machineclass.SelectorResult.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the compiler's issues into faults a person can mend: where, what, and the fix of the common mistakes. */
final class SelectorFaults {

    private static final Set<String> MACROS = Set.of("has", "all", "exists", "exists_one", "map", "filter");
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");
    private static final Pattern NO_OVERLOAD =
            Pattern.compile("found no matching overload for '([^']*)' applied to '\\((.*?)\\)' .*", Pattern.DOTALL);
    private static final Pattern WRONG_RESULT = Pattern.compile("expected type 'bool' but found '([^']*)'.*");

    private SelectorFaults() {}

    static List<Fault> of(String text, List<CelIssue> issues) {
        var faults = new ArrayList<Fault>();
        var said = new HashSet<String>();
        for (var issue : issues) {
            int line = Math.max(1, issue.getSourceLocation().getLine());
            int column = Math.max(0, issue.getSourceLocation().getColumn());
            var undeclared = UNDECLARED.matcher(issue.getMessage());
            var overload = NO_OVERLOAD.matcher(issue.getMessage());
            var result = WRONG_RESULT.matcher(issue.getMessage());
            if (undeclared.matches()) {
                var name = undeclared.group(1);
                if (MACROS.contains(name)) {
                    // What follows are only the macro's own variables.
                    return List.of(fault(
                            text, line, column, "macros such as " + name + " are off", "write \"images\" in content"));
                }
                if (said.add(name)) {
                    faults.add(
                            fault(text, line, column, "unknown name " + name, SelectorFixes.unknownName(text, name)));
                }
            } else if (overload.matches()) {
                var types = overload.group(2);
                var operator = overload.group(1).replace("_", "");
                var what = "%s does not take (%s)".formatted(operator, types);
                faults.add(fault(
                        text, line, column, what, SelectorFixes.overload(text, offset(text, line, column), types)));
            } else if (result.matches()) {
                var what = "the result is of type " + result.group(1) + ", not bool";
                faults.add(fault(text, line, column, what, SelectorFixes.notBool(text)));
            } else {
                // The parser's first complaint; the others follow from it.
                return List.of(syntax(text, line, column, issue.getMessage()));
            }
        }
        return faults;
    }

    private static Fault syntax(String text, int line, int column, String message) {
        if (message.contains("recursion limit")) {
            return fault(text, line, column, "nested too deeply", "write it flat, with && and ||");
        }
        int at = offset(text, line, column);
        var fix = SelectorFixes.syntax(text, at);
        int found = fix.at() < 0 ? at : fix.at();
        var before = text.substring(0, found);
        int row = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return fault(
                text,
                row,
                before.codePointCount(before.lastIndexOf('\n') + 1, before.length()),
                fix.what(),
                fix.instead());
    }

    static SelectorResult tooLong(String text) {
        var fault = fault(
                text.substring(0, 40) + "…",
                1,
                0,
                "%d characters of expression".formatted(text.length()),
                "keep it under " + StorageSelector.MAX_SIZE);
        return new SelectorResult.Refused(List.of(fault));
    }

    static Fault unplaced(String text, String what) {
        return fault(text, 1, 0, what, "write a simpler expression");
    }

    private static Fault fault(String text, int line, int column, String what, String instead) {
        var lines = text.split("\n", -1);
        var shown = lines[Math.min(line, lines.length) - 1].replace('\t', ' ');
        var excerpt = "    " + shown + "\n    " + " ".repeat(column) + "^";
        return new Fault(line, column + 1, what, excerpt, instead);
    }

    /** Index in the whole text of a place that the compiler names by line and column. */
    private static int offset(String text, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        // The compiler counts code points.
        return text.offsetByCodePoints(start, Math.min(column, text.codePointCount(start, text.length())));
    }
}
