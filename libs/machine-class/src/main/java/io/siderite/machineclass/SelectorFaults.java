package io.siderite.machineclass;

import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelIssue;
import io.siderite.machineclass.SelectorResult.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns the compiler's issues into faults a person can mend: where, what, and the fix of the common mistakes. */
final class SelectorFaults {

    private static final List<String> MACROS = List.of("has", "all", "exists", "exists_one", "map", "filter");
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern NO_OVERLOAD = Pattern.compile(
            "found no matching overload for '([^']*)' applied to '(?:(.*?)\\.)?\\((.*?)\\)' .*", Pattern.DOTALL);
    private static final Pattern MATCHES = Pattern.compile("\\.matches\\(\\s*([\"'])([^\"'\n\\\\]*)\\1\\s*\\)");
    private static final Pattern WRONG_RESULT =
            Pattern.compile("expected type 'bool' but found '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern NO_FIELDS = Pattern.compile(
            "(?:type '([^']*)' does not support field selection|undefined field '([^']*)').*", Pattern.DOTALL);

    /** A fault by its place in a text, before it is shown in it. */
    record Found(int at, String what, String instead) {}

    private final SelectorFixes fixes;
    private final OverloadFixes overloads;
    private final Function<String, List<CelIssue>> compiler;

    /** @param compiler the issues of a text */
    SelectorFaults(Vocabulary<?> vocabulary, Function<String, List<CelIssue>> compiler) {
        this.fixes = new SelectorFixes(vocabulary);
        this.overloads = new OverloadFixes(vocabulary);
        this.compiler = compiler;
    }

    /** Every independent fault of a text that does not compile, in its order. */
    List<Fault> of(String text) {
        return found(text).stream()
                .sorted(Comparator.comparingInt(Found::at))
                .map(found -> fault(text, found))
                .toList();
    }

    /**
     * A parser stops at the first word it does not know. So what people commonly write instead of CEL is found by itself,
     * mended, and the mended text asked again: what is wrong with it then was wrong before.
     */
    private List<Found> found(String text) {
        var issues = compiler.apply(text);
        if (issues.stream().noneMatch(SelectorFaults::ofSyntax)) {
            return typed(text, issues);
        }
        var mended = SyntaxMistakes.mend(text);
        if (mended.faults().isEmpty()) {
            return List.of(unknownSyntax(text, issues));
        }
        var all = new ArrayList<>(mended.faults());
        var rest = compiler.apply(mended.text());
        var further = rest.stream().anyMatch(SelectorFaults::ofSyntax)
                ? List.of(unknownSyntax(mended.text(), rest))
                : typed(mended.text(), rest);
        further.forEach(found -> all.add(new Found(mended.original(found.at()), found.what(), found.instead())));
        return all;
    }

    private static boolean ofSyntax(CelIssue issue) {
        return List.of(UNDECLARED, NO_OVERLOAD, WRONG_RESULT, NO_FIELDS).stream()
                .noneMatch(pattern -> pattern.matcher(issue.getMessage()).matches());
    }

    /** The parser's first complaint; the others follow from it. */
    private Found unknownSyntax(String text, List<CelIssue> issues) {
        var first = issues.stream().filter(SelectorFaults::ofSyntax).findFirst().orElseThrow();
        int at = offset(text, first);
        return first.getMessage().contains("recursion limit")
                ? new Found(at, "nested too deeply", "write it flat, with && and ||")
                : fixes.syntax(text, at);
    }

    private List<Found> typed(String text, List<CelIssue> issues) {
        var all = new ArrayList<Found>();
        var said = new HashSet<String>();
        int macroEnd = -1;
        for (var issue : issues) {
            int at = offset(text, issue);
            if (at <= macroEnd) {
                // What stands in the brackets of a macro are its own variables.
                continue;
            }
            var undeclared = UNDECLARED.matcher(issue.getMessage());
            if (!undeclared.matches()) {
                all.add(typed(text, at, issue.getMessage()));
                continue;
            }
            var name = undeclared.group(1);
            if (!said.isEmpty()
                    && at > 1
                    && text.charAt(at - 1) == '-'
                    && Character.isLetterOrDigit(text.charAt(at - 2))) {
                // The rest of a word without quotes, such as local-lvm.
                continue;
            }
            if (MACROS.contains(name)) {
                macroEnd = closing(text, at);
                all.add(new Found(at, "macros such as " + name + " are off", fixes.macro()));
            } else if (said.add(name)) {
                all.add(new Found(at, "unknown name " + name, fixes.unknownName(text, at, name)));
            }
        }
        return all;
    }

    private Found typed(String text, int at, String message) {
        var overload = NO_OVERLOAD.matcher(message);
        if (overload.matches()) {
            var operator = overload.group(1).replaceAll("^@|_(?!_)", "").replace("_", "");
            var target = overload.group(2);
            var types = target == null || target.isEmpty() ? overload.group(3) : target + ", " + overload.group(3);
            var what = "%s does not take (%s)".formatted(operator, types);
            return new Found(at, what, overloads.instead(text, at, operator, OverloadFixes.types(types)));
        }
        var result = WRONG_RESULT.matcher(message);
        if (result.matches()) {
            return new Found(at, "the result is of type " + result.group(1) + ", not bool", fixes.notBool(text));
        }
        return new Found(
                at, "something that has no parts", "write the name alone, or a function of it: name.startsWith(\"…\")");
    }

    /** Index of the bracket that closes the one at {@code at} or after it. */
    private static int closing(String text, int at) {
        int depth = 0;
        for (int i = Math.max(0, text.indexOf('(', at)); i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    /** What is wrong with the patterns that {@code matches} is given as they stand: the compiler takes any text. */
    static List<Fault> patterns(String text) {
        return MATCHES.matcher(text)
                .results()
                .flatMap(match -> {
                    try {
                        com.google.re2j.Pattern.compile(match.group(2));
                        return Stream.<Fault>empty();
                    } catch (PatternSyntaxException e) {
                        var what = "a wrong pattern: " + e.getDescription();
                        return Stream.of(fault(
                                text,
                                new Found(match.start(2), what, "write a regular expression of RE2, such as ^fast")));
                    }
                })
                .toList();
    }

    static Fault tooLong(String text) {
        return fault(
                text.substring(0, 40) + "…",
                new Found(
                        0,
                        "%d characters of expression".formatted(text.length()),
                        "keep it to " + SelectorCompiler.MAX_SIZE + " characters"));
    }

    static Fault unplaced(String text, String what) {
        return fault(text, new Found(0, what, "write a simpler expression"));
    }

    private static Fault fault(String text, Found found) {
        var before = text.substring(0, Math.min(found.at(), text.length()));
        int start = before.lastIndexOf('\n') + 1;
        int end = text.indexOf('\n', start);
        var line = text.substring(start, end < 0 ? text.length() : end).replace('\t', ' ');
        int column = before.codePointCount(start, before.length());
        int row = (int) before.chars().filter(c -> c == '\n').count() + 1;
        var excerpt = ("    " + line).stripTrailing() + "\n    " + " ".repeat(column) + "^";
        return new Fault(row, column + 1, found.what(), excerpt, found.instead());
    }

    /** Index in the whole text of a place that the compiler names by line and column. */
    private static int offset(String text, CelIssue issue) {
        int start = 0;
        for (int i = 1; i < issue.getSourceLocation().getLine(); i++) {
            start = text.indexOf('\n', start) + 1;
        }
        int column = Math.max(0, issue.getSourceLocation().getColumn());
        // The compiler counts code points.
        return text.offsetByCodePoints(start, Math.min(column, text.codePointCount(start, text.length())));
    }
}
