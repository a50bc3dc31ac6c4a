package io.siderite.machineclass;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The common mistakes in a selector and what to write instead. */
final class SelectorFixes {

    /**
     * @param at index of the mistake in the text, where it is known better than the compiler does; else -1
     */
    record Fix(int at, String what, String instead) {}

    private record Mistake(Pattern pattern, String what, String instead) {}

    /** Text literals, blanked before the search for mistakes, so that what stands in quotes is never one. */
    private static final Pattern LITERAL = Pattern.compile("\"[^\"\n]*\"|'[^'\n]*'");

    private static final List<Mistake> MISTAKES = List.of(
            new Mistake(Pattern.compile("[“”„‘’«»]"), "a typographic quote", "write plain quotes: \""),
            new Mistake(Pattern.compile("(?i)\\b(and)\\b"), "the word and", "write &&"),
            new Mistake(Pattern.compile("(?i)\\b(or)\\b"), "the word or", "write ||"),
            new Mistake(Pattern.compile("(?i)\\bnot\\b"), "the word not", "write !, such as !shared"),
            new Mistake(Pattern.compile("<>"), "<>", "write !="),
            new Mistake(Pattern.compile("(?<![=!<>])=(?!=)"), "a single =", "compare with =="),
            new Mistake(Pattern.compile("==="), "===", "compare with =="),
            new Mistake(Pattern.compile("(?<!&)&(?!&)"), "a single &", "write &&"),
            new Mistake(Pattern.compile("(?<!\\|)\\|(?!\\|)"), "a single |", "write ||"),
            new Mistake(Pattern.compile("[\"']"), "a quote that is not closed", "close the quote on the same line"));

    private static final Pattern SIZED = Pattern.compile("(?i)\\b(\\d{1,9})\\s*([KMGT])(i?)B?\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?");
    /** Names people try, in the words of Proxmox and of other providers. */
    private static final Map<String, String> MEANT = Map.of(
            "type", "storageType",
            "storage", "name",
            "storageName", "name",
            "free", "availableSpace",
            "freeSpace", "availableSpace",
            "avail", "availableSpace",
            "available", "availableSpace",
            "size", "totalSpace",
            "used", "usedFraction",
            "nodeName", "node");

    private SelectorFixes() {}

    static Fix syntax(String text, int at) {
        var bare = LITERAL.matcher(text)
                .replaceAll(literal -> " ".repeat(literal.group().length()));
        for (var mistake : MISTAKES) {
            var match = mistake.pattern().matcher(bare);
            if (match.find()) {
                return new Fix(match.start(), mistake.what(), mistake.instead());
            }
        }
        var sized = SIZED.matcher(bare);
        if (sized.find()) {
            return new Fix(sized.start(), "a number with a unit", "write the bytes: " + bytes(sized) + "u");
        }
        if (text.isBlank()) {
            return new Fix(-1, "an empty expression", "write such as name == \"local-lvm\", or remove the key");
        }
        if (at >= text.stripTrailing().length()) {
            return new Fix(-1, "an expression that ends too early", "complete it, or remove its last operator");
        }
        return new Fix(-1, "something CEL does not understand", "write comparisons joined with && or ||");
    }

    static String unknownName(String text, String name) {
        var known = StorageSelector.VARIABLES.keySet();
        var meant = Optional.ofNullable(MEANT.get(name)).or(() -> Nearest.to(name, known));
        if (meant.isPresent()) {
            return "write " + meant.get();
        }
        var word = Pattern.quote(name);
        // In name == fastpool the unknown name is a text that lacks its quotes.
        if (Pattern.compile("[=!]=\\s*" + word + "\\b").matcher(text).find()) {
            return "put text in quotes: \"" + comparedWord(text, name) + "\"";
        }
        if (text.strip().equals(name)) {
            return "compare it: name == \"" + name + "\"";
        }
        return "known are " + String.join(", ", known);
    }

    /** The whole of an unquoted word such as local-lvm, which CEL takes for a subtraction. */
    private static String comparedWord(String text, String name) {
        var match = Pattern.compile("[=!]=\\s*(" + Pattern.quote(name) + "[A-Za-z0-9_.-]*)")
                .matcher(text);
        return match.find() ? match.group(1) : name;
    }

    /** {@code types} are those of the two sides, such as {@code uint, int}; {@code at} is the operator's index. */
    static String overload(String text, int at, String types) {
        return switch (types) {
            case "uint, int", "int, uint", "uint, double", "double, uint" ->
                literalBeside(text, at)
                        .map(number -> "compare with an unsigned literal: " + number.toBigInteger() + "u")
                        .orElse("make both sides unsigned: uint(…)");
            case "double, int", "int, double" ->
                literalBeside(text, at)
                        .map(number -> "write the number with a fraction: " + number.toBigInteger() + ".0")
                        .orElse("make both sides a double: double(…)");
            case "uint, string", "string, uint" ->
                "compare with a number of bytes without quotes, such as 100000000000u";
            // type is CEL's own word for the type of a value.
            case String sides when sides.contains("type(") -> "write storageType for the type of the storage";
            default ->
                types.contains("string") && !types.contains(",")
                        ? "compare it with a text, such as name == \"local-lvm\""
                        : "give both sides the same type";
        };
    }

    /** The number after the operator, else the one before it; none where it is more than any storage has. */
    private static Optional<BigDecimal> literalBeside(String text, int at) {
        return numberBeside(text, at).filter(number -> number.precision() - number.scale() < 19);
    }

    private static Optional<BigDecimal> numberBeside(String text, int at) {
        var after =
                Pattern.compile("^[-+*/<>=!%\\s(]+(" + NUMBER.pattern() + ")").matcher(text.substring(at));
        if (after.find()) {
            return Optional.of(new BigDecimal(after.group(1)));
        }
        var before = Pattern.compile("(" + NUMBER.pattern() + ")[\\s)]*$").matcher(text.substring(0, at));
        return before.find() ? Optional.of(new BigDecimal(before.group(1))) : Optional.empty();
    }

    static String notBool(String text) {
        var plain = text.strip().replaceAll("^[\"']|[\"']$", "");
        if (plain.matches("[A-Za-z0-9_.-]+") && !StorageSelector.VARIABLES.containsKey(plain)) {
            return "compare it: name == \"" + plain + "\"";
        }
        return "write a comparison, such as name == \"local-lvm\"";
    }

    private static String bytes(Matcher sized) {
        var unit = Character.toUpperCase(sized.group(2).charAt(0));
        long base = sized.group(3).isEmpty() ? 1000 : 1024;
        var value = BigDecimal.valueOf(Long.parseLong(sized.group(1)));
        return value.multiply(BigDecimal.valueOf(base).pow("KMGT".indexOf(unit) + 1))
                .toPlainString();
    }
}
