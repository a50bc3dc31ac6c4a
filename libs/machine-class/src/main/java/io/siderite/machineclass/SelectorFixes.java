package io.siderite.machineclass;

import io.siderite.machineclass.SelectorFaults.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What to write instead, for the mistakes that CEL's compiler finds in a selector. */
final class SelectorFixes {

    private static final Pattern LITERAL = Pattern.compile("\"[^\"\n]*\"|'[^'\n]*'");
    /** A name such as local-lvm and nothing else, which CEL takes for a subtraction. */
    private static final Pattern DASHED = Pattern.compile("[A-Za-z0-9_.]+(-[A-Za-z0-9_.]+)+");

    static final List<String> FUNCTIONS =
            List.of("startsWith", "endsWith", "contains", "matches", "size", "int", "uint", "double", "string");

    private final Vocabulary<?> vocabulary;

    SelectorFixes(Vocabulary<?> vocabulary) {
        this.vocabulary = vocabulary;
    }

    String example() {
        return vocabulary.example();
    }

    /** For what the parser does not understand, and looks like none of {@link SyntaxMistakes}. */
    Found syntax(String text, int at) {
        if (text.isBlank()) {
            return new Found(0, "an empty expression", "write one, such as " + example() + ", or remove the key");
        }
        var bare = LITERAL.matcher(text)
                .replaceAll(literal -> " ".repeat(literal.group().length()));
        int open = unclosed(bare, '(', ')');
        if (open >= 0) {
            return new Found(open, "a ( that is not closed", "add the ) that belongs to it");
        }
        int list = unclosed(bare, '[', ']');
        if (list >= 0) {
            return new Found(list, "a [ that is not closed", "add the ] that belongs to it");
        }
        if (at < bare.length() && (bare.charAt(at) == ')' || bare.charAt(at) == ']')) {
            return new Found(
                    at,
                    "a " + bare.charAt(at) + " too early or too many",
                    "remove it, or complete what stands before it");
        }
        if (at >= text.stripTrailing().length()) {
            return new Found(at, "an expression that ends too early", "complete it, or remove its last operator");
        }
        return switch (bare.charAt(at)) {
            case ':' -> new Found(at, "a single :", "compare with ==");
            case '$', '@', '#' -> new Found(at, "a " + bare.charAt(at), "write the plain name, without it");
            case ',' -> new Found(at, "a comma", "join comparisons with && or ||");
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
                new Found(at, "a number out of place, or too large", "write a number of at most 19 digits, once");
            default -> new Found(at, "something CEL does not understand", "write comparisons joined with && or ||");
        };
    }

    /** Index of the first bracket that nothing closes; -1: there is none. */
    private static int unclosed(String bare, char open, char close) {
        var opened = new ArrayList<Integer>();
        for (int i = 0; i < bare.length(); i++) {
            if (bare.charAt(i) == open) {
                opened.add(i);
            } else if (bare.charAt(i) == close && !opened.isEmpty()) {
                opened.removeLast();
            }
        }
        return opened.isEmpty() ? -1 : opened.getFirst();
    }

    String unknownName(String text, int at, String name) {
        if (Pattern.compile("^\\.?\\s*" + Pattern.quote(name) + "\\s*\\(")
                        .matcher(text.substring(at))
                        .find()
                || text.startsWith("(", at)) {
            return Nearest.to(name, FUNCTIONS)
                    .map(near -> "write " + near + "(…)")
                    .orElse("known are " + String.join(", ", FUNCTIONS));
        }
        if (name.equalsIgnoreCase("true") || name.equalsIgnoreCase("false")) {
            return "write " + name.toLowerCase(java.util.Locale.ROOT);
        }
        var meant = Optional.ofNullable(vocabulary.meant().get(name));
        if (meant.isPresent()) {
            return meant.get();
        }
        var whole = text.strip();
        if (DASHED.matcher(whole).matches()) {
            return "compare it: name == \"" + whole + "\"";
        }
        var near = Nearest.to(name, vocabulary.names());
        if (near.isPresent()) {
            return "write " + near.get();
        }
        var compared = comparedWord(text, name);
        // In name == fastpool the unknown name is a text that lacks its quotes.
        if (compared.isPresent()) {
            return "put text in quotes: \"" + compared.get() + "\"";
        }
        if (whole.equals(name)) {
            return "compare it: name == \"" + name + "\"";
        }
        return "known are " + String.join(", ", vocabulary.names());
    }

    /** The whole of an unquoted word such as local-lvm, which CEL takes for a subtraction. */
    private static Optional<String> comparedWord(String text, String name) {
        var match = Pattern.compile("(?:[=!]=\\s*|[\\[,(]\\s*)(" + Pattern.quote(name) + "[A-Za-z0-9_.-]*)")
                .matcher(text);
        return match.find() ? Optional.of(match.group(1)) : Optional.empty();
    }

    /** Macros loop over what has several values. */
    String macro() {
        return "ask for one value: " + vocabulary.member();
    }

    String notBool(String text) {
        var plain = text.strip().replaceAll("^[\"']|[\"']$", "");
        if (plain.matches("[A-Za-z0-9_.-]+") && !vocabulary.knows(plain)) {
            return "compare it: name == \"" + plain + "\"";
        }
        return "write a comparison, such as " + example();
    }
}
