package io.siderite.machineclass;

import io.siderite.machineclass.SelectorFaults.Found;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What to write instead, for the mistakes that CEL's compiler finds in a selector. */
final class SelectorFixes {

    private static final Pattern LITERAL = Pattern.compile("\"[^\"\n]*\"|'[^'\n]*'");
    private static final String NUMBER = "(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d{1,3})?)(u?)";
    private static final Pattern AFTER = Pattern.compile("^[-+*/<>=!%\\s(]+" + NUMBER + "(?![\\w.])");
    private static final Pattern BEFORE = Pattern.compile("(?<![\\w.])" + NUMBER + "[\\s)]*$");
    private static final Pattern QUOTED = Pattern.compile("[\"']([^\"'\n]*)[\"']");
    private static final List<String> FUNCTIONS =
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
            return new Found(0, "an empty expression", "write such as " + example() + ", or remove the key");
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
                    at, "a " + bare.charAt(at) + " too early or too many", "remove it, or complete what is before");
        }
        if (at >= text.stripTrailing().length()) {
            return new Found(at, "an expression that ends too early", "complete it, or remove its last operator");
        }
        return new Found(at, "something CEL does not understand", "write comparisons joined with && or ||");
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
        var near = Nearest.to(name, vocabulary.names());
        if (near.isPresent()) {
            return "write " + near.get();
        }
        var compared = comparedWord(text, name);
        // In name == fastpool the unknown name is a text that lacks its quotes.
        if (compared.isPresent()) {
            return "put text in quotes: \"" + compared.get() + "\"";
        }
        if (text.strip().equals(name)) {
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

    /** The types in a list such as {@code uint, map(string, string)}. */
    static List<String> types(String list) {
        var types = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            depth += list.charAt(i) == '(' ? 1 : list.charAt(i) == ')' ? -1 : 0;
            if (list.charAt(i) == ',' && depth == 0) {
                types.add(list.substring(start, i).strip());
                start = i + 1;
            }
        }
        types.add(list.substring(start).strip());
        return types;
    }

    /** For an operator or function at {@code at} whose sides are of types that it does not take. */
    String overload(String text, int at, String operator, List<String> types) {
        if (types.stream().anyMatch(type -> type.startsWith("type("))) {
            return vocabulary
                    .meant()
                    .getOrDefault("type", "compare with one of " + String.join(", ", vocabulary.names()));
        }
        if (operator.equals("&&") || operator.equals("||") || operator.equals("!")) {
            return "compare what is not true or false by itself, such as " + example();
        }
        if (types.stream().anyMatch(type -> type.startsWith("list("))) {
            return "write \"" + textBeside(text, at).orElse("images") + "\" in content";
        }
        if (types.stream().anyMatch(type -> type.startsWith("map("))) {
            return "compare one label: labels[\"rack\"] == \""
                    + textBeside(text, at).orElse("a") + "\"";
        }
        if (operator.equals("in")) {
            return "write a list after in: name in [\"" + textBeside(text, at).orElse("a") + "\"]";
        }
        if (FUNCTIONS.contains(operator)) {
            return operator.equals("size")
                    ? "compare the text itself, such as " + example()
                    : "give it a text in quotes: name." + operator + "(\"…\")";
        }
        if (types.contains("bool")) {
            return "write it by itself, or with ! before it: it is true or false already";
        }
        return types.contains("string") ? ofText(text, at, types) : ofNumbers(text, at, types);
    }

    private String ofText(String text, int at, List<String> types) {
        if (types.contains("uint")) {
            return "write the number of bytes without quotes: "
                    + textBeside(text, at)
                            .filter(number -> number.matches("\\d{1,18}"))
                            .orElse("100000000000")
                    + "u";
        }
        if (types.contains("int") || types.contains("double")) {
            var quoted = textBeside(text, at).filter(number -> number.matches("\\d{1,18}"));
            return quoted.map(number -> "write the number without quotes: " + number)
                    .orElse("put text in quotes, and numbers without");
        }
        return "compare it with a text, such as " + example();
    }

    private static String ofNumbers(String text, int at, List<String> types) {
        var literal = numberBeside(text, at);
        boolean unsigned = literal.map(Number::unsigned).orElse(false);
        if (types.contains("uint")) {
            return literal.map(number -> unsigned
                            ? types.contains("double")
                                    ? "write the number with a fraction: " + number.whole() + ".0"
                                    : "compare with a plain number: " + number.whole()
                            : "compare with an unsigned literal: " + number.whole() + "u")
                    .orElse("make both sides unsigned: uint(…)");
        }
        if (types.contains("double")) {
            return literal.map(number -> number.fraction()
                            ? "write a whole number: " + number.whole()
                            : "write the number with a fraction: " + number.whole() + ".0")
                    .orElse("make both sides a double: double(…)");
        }
        return "give both sides the same type";
    }

    /** A number as it stands in an expression. */
    private record Number(String text, boolean unsigned) {

        boolean fraction() {
            return text.matches(".*[.eE].*");
        }

        String whole() {
            return new BigDecimal(text).toBigInteger().toString();
        }
    }

    /** The number after the operator, else the one before it; none where it is more than any storage has. */
    private static Optional<Number> numberBeside(String text, int at) {
        var after = AFTER.matcher(text.substring(at));
        var before = BEFORE.matcher(text.substring(0, at));
        var match = after.find() ? after : before.find() ? before : null;
        return Optional.ofNullable(match)
                .map(m -> new Number(m.group(1), !m.group(2).isEmpty()))
                .filter(number -> {
                    var value = new BigDecimal(number.text());
                    return value.precision() - value.scale() < 20;
                });
    }

    /** The quoted text next to an operator. */
    private static Optional<String> textBeside(String text, int at) {
        var match = QUOTED.matcher(text);
        return match.find(Math.min(at, text.length())) || match.find(0)
                ? Optional.of(match.group(1))
                : Optional.empty();
    }

    String notBool(String text) {
        var plain = text.strip().replaceAll("^[\"']|[\"']$", "");
        if (plain.matches("[A-Za-z0-9_.-]+") && !vocabulary.knows(plain)) {
            return "compare it: name == \"" + plain + "\"";
        }
        return "write a comparison, such as " + example();
    }
}
