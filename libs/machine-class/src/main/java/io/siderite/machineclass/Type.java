package io.siderite.machineclass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a key's value may be. */
public sealed interface Type {

    /** Words that follow "expected" in a message. */
    String expected();

    /**
     * A whole number, written plainly in decimal.
     *
     * @param unit what it counts in the class, such as MiB; empty: a count
     */
    record Whole(long min, long max, String unit) implements Type {
        @Override
        public String expected() {
            return "a whole number %sfrom %d to %d".formatted(unit.isEmpty() ? "" : "of " + unit + " ", min, max);
        }
    }

    /** A number that may have a fraction, written plainly in decimal. */
    record Real(double min, double max, String unit) implements Type {
        @Override
        public String expected() {
            return "a number %sfrom %s to %s"
                    .formatted(unit.isEmpty() ? "" : "of " + unit + " ", plain(min), plain(max));
        }

        /** Without an exponent, and without a fraction that is zero. */
        static String plain(double value) {
            return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }
    }

    /**
     * Text of a given form.
     *
     * @param pattern anchored, and understood by both Java and RE2 (Omni's schema validator): no lookarounds
     * @param what words for people, such as "the name of a bridge"
     * @param example a value that is right
     * @param max characters; 0: as many as the pattern allows
     * @param check what a pattern can't say
     */
    record Text(Pattern pattern, String what, String example, int max, Check check) implements Type {

        Text(String pattern, String what, String example) {
            this(pattern, what, example, 0);
        }

        Text(String pattern, String what, String example, int max) {
            this(Pattern.compile(pattern), what, example, max, _ -> Optional.empty());
        }

        Text checked(Check further) {
            return new Text(pattern, what, example, max, further);
        }

        @Override
        public String expected() {
            return what + (max > 0 ? ", at most " + max + " characters" : "");
        }
    }

    /** Looks at a text that has its pattern's form. */
    @FunctionalInterface
    interface Check {
        /** What to write instead; empty: it is right. */
        Optional<String> instead(String text);
    }

    /** A list of texts, each there once. */
    record Texts(Text element, int max) implements Type {
        @Override
        public String expected() {
            return "a list of at most %d, each %s".formatted(max, element.what());
        }
    }

    /**
     * One of a few words.
     *
     * @param values as the reference page shows them
     * @param meant further words and what each means; also what a value is called further on, where that differs
     */
    record Choice(List<String> values, Map<String, String> meant) implements Type {

        Choice(String... values) {
            this(List.of(values), Map.of());
        }

        /** Every word that is taken. */
        List<String> words() {
            var words = new ArrayList<>(values);
            meant.keySet().stream()
                    .sorted()
                    .filter(word -> !values.contains(word))
                    .forEach(words::add);
            return words;
        }

        @Override
        public String expected() {
            return "one of " + String.join(", ", values);
        }
    }

    /** {@code true} or {@code false}. */
    record Switch() implements Type {
        @Override
        public String expected() {
            return "true or false";
        }
    }

    /** What a CEL expression is asked about. */
    enum Subject {
        STORAGE,
        NODE;

        Vocabulary<?> vocabulary() {
            return switch (this) {
                case STORAGE -> StorageSelector.VOCABULARY;
                case NODE -> NodeSelector.VOCABULARY;
            };
        }

        SelectorResult<?> compile(String text) {
            return switch (this) {
                case STORAGE -> StorageSelector.compile(text);
                case NODE -> NodeSelector.compile(text);
            };
        }
    }

    /** A CEL expression, see {@link StorageSelector} and {@link NodeSelector}. */
    record Selector(Subject subject) implements Type {
        @Override
        public String expected() {
            return "a CEL expression that is true or false for %s"
                    .formatted(subject.vocabulary().of());
        }
    }

    /** One mapping with these keys. */
    record Block(List<Key> keys) implements Type {
        @Override
        public String expected() {
            return "a mapping of " + YamlText.names(keys);
        }
    }

    /** A list of mappings, each with these keys. */
    record Items(List<Key> keys, int max) implements Type {
        @Override
        public String expected() {
            return "a list of at most %d mappings".formatted(max);
        }
    }
}
