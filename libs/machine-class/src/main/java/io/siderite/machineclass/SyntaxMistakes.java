package io.siderite.machineclass;

import io.siderite.machineclass.SelectorFaults.Found;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What people write in the habit of other languages: known by its looks, told, and mended for a second look. */
final class SyntaxMistakes {

    /** One way to write it otherwise than CEL; {@code mended} is what stands for it in the second look. */
    private record Mistake(
            Pattern pattern, String what, Function<MatchResult, String> instead, Function<MatchResult, String> mended) {

        Mistake(String regex, String what, String instead, String mended) {
            this(Pattern.compile(regex), what, _ -> instead, _ -> mended);
        }
    }

    private record Edit(int start, int end, String mended) {}

    /** The text as it was probably meant, and what was told on the way. */
    record Mended(String text, List<Found> faults, List<Integer> origins) {

        /** Index in the text as it was, of an index in the mended one. */
        int original(int at) {
            return origins.get(Math.min(at, origins.size() - 1));
        }
    }

    /** Digits. */
    private static final int LEAST_BYTES = 7;

    /** Text literals, blanked before the search, so that what stands in quotes is never a mistake. */
    private static final Pattern LITERAL = Pattern.compile("\"[^\"\n]*\"|'[^'\n]*'");

    private static final List<Mistake> MISTAKES = List.of(
            new Mistake("[“”„‘’«»`]", "a typographic quote", "write plain quotes: \"", "\""),
            new Mistake("[\"'].*", "a quote that is not closed", "close the quote on the same line", "\"\""),
            new Mistake("(?i)\\band\\b", "the word and", "write &&", "&&"),
            new Mistake("(?i)\\bor\\b", "the word or", "write ||", "||"),
            new Mistake("(?i)\\bnot\\s+in\\b", "the words not in", "write !(… in …)", "in"),
            new Mistake("(?i)\\bnot\\b", "the word not", "write !, such as !shared or !(… && …)", "!"),
            new Mistake(
                    "(?i)\\blike\\b",
                    "the word like",
                    "write .startsWith(\"…\"), .endsWith(\"…\") or .contains(\"…\")",
                    "=="),
            new Mistake("(?i)\\bis\\b", "the word is", "compare with ==", "=="),
            new Mistake("=~|~=|!~|~", "a match sign", "write .matches(\"…\")", "=="),
            new Mistake("<>", "<>", "write !=", "!="),
            new Mistake("=<", "=<", "write <=", "<="),
            new Mistake("=>", "=>", "write >=", ">="),
            new Mistake("===", "===", "compare with ==", "=="),
            new Mistake("(?<![=!<>])=(?!=)", "a single =", "compare with ==", "=="),
            new Mistake("(?<!&)&(?!&)", "a single &", "write &&", "&&"),
            new Mistake("(?<!\\|)\\|(?!\\|)", "a single |", "write ||", "||"),
            new Mistake(";\\s*$", "a semicolon", "remove it", ""),
            new Mistake(
                    Pattern.compile("\\b(\\d+(?:_\\d+)+)(u?)\\b"),
                    "a number with underscores",
                    number -> "write " + plain(number),
                    SyntaxMistakes::plain),
            new Mistake(
                    Pattern.compile("(?<![\\w.,\\[])(\\d{1,3}(?:,\\d{3})+)(u?)(?![\\w,])"),
                    "a number with commas",
                    number -> "write " + plain(number),
                    SyntaxMistakes::plain),
            new Mistake(
                    Pattern.compile("\\b(\\d{1,3})%(?=\\s*(?:$|[)&|]))"),
                    "a percentage",
                    part -> "write " + fraction(part),
                    SyntaxMistakes::fraction),
            new Mistake(
                    Pattern.compile("(?i)(?<![\\w.])(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([KMGT])(i?)B?\\b"),
                    "a number with a unit",
                    size -> "write the bytes: " + bytes(size),
                    SyntaxMistakes::bytes),
            new Mistake(
                    "\\bin\\s*\\([^()]*,[^()]*\\)",
                    "a list in round brackets",
                    "write square brackets: in […]",
                    "in []"));

    private SyntaxMistakes() {}

    /** The text with every known mistake mended; each kind is told once, where it stands first. */
    static Mended mend(String text) {
        var bare = new StringBuilder(LITERAL.matcher(text)
                .replaceAll(literal -> " ".repeat(literal.group().length())));
        var edits = new ArrayList<Edit>();
        var faults = new ArrayList<Found>();
        for (var mistake : MISTAKES) {
            var matches = mistake.pattern().matcher(bare.toString()).results().toList();
            if (matches.isEmpty()) {
                continue;
            }
            var first = matches.getFirst();
            var times = matches.size() == 1 || mistake.what().contains("quote") ? "" : ", " + matches.size() + " times";
            faults.add(new Found(
                    first.start(), mistake.what() + times, mistake.instead().apply(first)));
            for (var match : matches) {
                edits.add(new Edit(match.start(), match.end(), mistake.mended().apply(match)));
                bare.replace(match.start(), match.end(), " ".repeat(match.end() - match.start()));
            }
        }
        edits.sort(Comparator.comparingInt(Edit::start));
        return apply(text, edits, faults);
    }

    private static Mended apply(String text, List<Edit> edits, List<Found> faults) {
        var mended = new StringBuilder();
        var origins = new ArrayList<Integer>();
        int at = 0;
        for (var edit : edits) {
            for (; at < edit.start(); at++) {
                mended.append(text.charAt(at));
                origins.add(at);
            }
            mended.append(edit.mended());
            edit.mended().chars().forEach(_ -> origins.add(edit.start()));
            at = edit.end();
        }
        for (; at < text.length(); at++) {
            mended.append(text.charAt(at));
            origins.add(at);
        }
        origins.add(text.length());
        return new Mended(mended.toString(), faults, origins);
    }

    /** Numbers that need grouping count bytes, which are unsigned. */
    private static String plain(MatchResult number) {
        var digits = number.group(1).replaceAll("[_,]", "");
        return digits + (digits.length() >= LEAST_BYTES ? "u" : number.group(2));
    }

    private static String fraction(MatchResult percentage) {
        var value = new BigDecimal(percentage.group(1)).movePointLeft(2).stripTrailingZeros();
        return value.setScale(Math.max(1, value.scale())).toPlainString();
    }

    private static String bytes(MatchResult size) {
        int power = "KMGT".indexOf(size.group(2).toUpperCase(Locale.ROOT)) + 1;
        long base = size.group(3).isEmpty() ? 1000 : 1024;
        return new BigDecimal(size.group(1))
                        .multiply(BigDecimal.valueOf(base).pow(power))
                        .toBigInteger() + "u";
    }
}
