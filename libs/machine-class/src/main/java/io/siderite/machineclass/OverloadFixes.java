package io.siderite.machineclass;

import static io.siderite.machineclass.SelectorFixes.FUNCTIONS;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What to write instead, where the sides of an operator or the values of a function are of types that it does not take. */
final class OverloadFixes {

    private static final String NUMBER = "(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d{1,3})?)(u?)";
    private static final Pattern AFTER = Pattern.compile("^[-+*/<>=!%\\s(]+" + NUMBER + "(?![\\w.])");
    private static final Pattern BEFORE = Pattern.compile("(?<![\\w.])" + NUMBER + "[\\s)]*$");
    private static final Pattern PRODUCT =
            Pattern.compile("^[<>=!\\s(]+(\\d{1,18}(?:\\s*\\*\\s*\\d{1,18}){1,6})(?![\\w.])");
    private static final Pattern NEGATIVE = Pattern.compile("^[<>=!]+\\s*-\\s*\\d");
    private static final Pattern QUOTED = Pattern.compile("[\"']([^\"'\n]*)[\"']");

    private final Vocabulary<?> vocabulary;

    OverloadFixes(Vocabulary<?> vocabulary) {
        this.vocabulary = vocabulary;
    }

    private String example() {
        return vocabulary.example();
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
    String instead(String text, int at, String operator, List<String> types) {
        if (types.stream().anyMatch(type -> type.startsWith("type("))) {
            return vocabulary
                    .meant()
                    .getOrDefault("type", "compare with one of " + String.join(", ", vocabulary.names()));
        }
        if (operator.equals("&&") || operator.equals("||") || operator.equals("!")) {
            return "compare what is not true or false by itself, such as " + example();
        }
        if (types.stream().anyMatch(type -> type.startsWith("list("))) {
            // Compared with a list is what may be one of several; a list compared with a text is asked for it.
            return types.getFirst().equals("string") && !operator.equals("in")
                    ? "write in instead of " + operator + ", such as "
                            + (operator.equals("!=") ? "!(name in [\"a\", \"b\"])" : "name in [\"a\", \"b\"]")
                    : "write \"" + textBeside(text, at).orElse("images") + "\" in content";
        }
        if (types.stream().anyMatch(type -> type.startsWith("map("))) {
            return "compare one label: labels[\"rack\"] == \""
                    + textBeside(text, at).orElse("a") + "\"";
        }
        if (operator.equals("[]")) {
            return "ask for a part of a text with startsWith, endsWith, contains or matches";
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
                    .or(() ->
                            numberBeside(text, at).map(number -> "put the number in quotes: \"" + number.text() + "\""))
                    .orElse("put text in quotes, and no number");
        }
        return "compare it with a text, such as " + example();
    }

    private static String ofNumbers(String text, int at, List<String> types) {
        var literal = numberBeside(text, at);
        if (types.contains("uint") && NEGATIVE.matcher(text.substring(at)).find()) {
            return "write 0u: it is never negative";
        }
        if (types.contains("uint") && literal.filter(Number::part).isPresent()) {
            return "make the other side a double: double(…)";
        }
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
                            ? "write a whole number: " + number.around()
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

        /** Whether it is no whole number. */
        boolean part() {
            return new BigDecimal(text).stripTrailingZeros().scale() > 0;
        }

        /** The whole numbers next to it: which is meant depends on the comparison. */
        String around() {
            return whole() + (part() ? " or " + new BigDecimal(whole()).add(BigDecimal.ONE) : "");
        }

        String whole() {
            return new BigDecimal(text).toBigInteger().toString();
        }
    }

    /** The number after the operator, else the one before it; none where it is more than any storage has. */
    private static Optional<Number> numberBeside(String text, int at) {
        var product = PRODUCT.matcher(text.substring(at));
        if (product.find()) {
            return Arrays.stream(product.group(1).split("\\*", -1))
                    .map(factor -> new BigDecimal(factor.strip()))
                    .reduce(BigDecimal::multiply)
                    .map(value -> new Number(value.toPlainString(), false));
        }
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
}
