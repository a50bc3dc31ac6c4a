package io.siderite.allocator.core;

import java.util.Collection;
import java.util.stream.Collectors;

/** YAML of mappings and lists, line by line; every scalar that is no number and no switch is quoted. */
final class YamlLines {

    private final StringBuilder text = new StringBuilder();

    /** A key whose value follows, deeper. */
    YamlLines open(int depth, String key) {
        return line(depth, key + ":");
    }

    YamlLines put(int depth, String key, int number) {
        return line(depth, key + ": " + number);
    }

    YamlLines put(int depth, String key, boolean is) {
        return line(depth, key + ": " + is);
    }

    YamlLines put(int depth, String key, Object scalar) {
        return line(depth, key + ": " + quoted(scalar));
    }

    YamlLines put(int depth, String key, Collection<?> scalars) {
        return line(
                depth,
                key + ": " + scalars.stream().map(YamlLines::quoted).collect(Collectors.joining(", ", "[", "]")));
    }

    YamlLines line(int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
        return this;
    }

    // Addresses, prefixes and MACs are all that comes here: nothing in them needs more than the quotes.
    static String quoted(Object scalar) {
        String plain = scalar.toString();
        if (!plain.matches("[0-9A-Za-z:./ -]+")) {
            throw new IllegalArgumentException("not to be written into a document: " + plain);
        }
        return '"' + plain + '"';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
