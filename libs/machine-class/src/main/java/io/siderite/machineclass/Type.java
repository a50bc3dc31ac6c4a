package io.siderite.machineclass;

import java.util.List;
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

    /**
     * Text of a given form.
     *
     * @param pattern anchored, and understood by both Java and RE2 (Omni's schema validator): no lookarounds
     * @param what words for people, such as "the name of a bridge"
     * @param example a value that is right
     */
    record Text(Pattern pattern, String what, String example) implements Type {
        @Override
        public String expected() {
            return what;
        }
    }

    /** One of a few words. */
    record Choice(List<String> values) implements Type {
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

    /** A CEL expression over a storage, see {@link StorageSelector}. */
    record Selector() implements Type {
        @Override
        public String expected() {
            return "a CEL expression over a storage that is true or false";
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
