package io.siderite.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one source says: keys of the final form (lists as {@code key[0]}) with their values.
 *
 * @param source what people call the source, such as {@code the command line} or a file's name
 * @param directory relative paths in it start here
 * @param entries by key
 */
record Layer(String source, Path directory, Map<String, Entry> entries) {

    Layer {
        entries = Map.copyOf(entries);
    }

    /**
     * One value and where it stands.
     *
     * @param where in people's words, such as {@code siderite.yaml line 3 (siderite.omni.endpoint)} or {@code --id}
     */
    record Entry(String value, String where) {}

    Optional<Entry> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    static Builder of(String source, Path directory) {
        return new Builder(source, directory);
    }

    /** Collects a layer. */
    static final class Builder {
        private final String source;
        private final Path directory;
        private final Map<String, Entry> entries = new LinkedHashMap<>();

        private Builder(String source, Path directory) {
            this.source = source;
            this.directory = directory;
        }

        /** Adds a value; one that was not given, or is blank, is not there. The first one of a key stays. */
        Builder put(String key, @Nullable String value, String where) {
            if (value != null && !value.isBlank()) {
                entries.putIfAbsent(key, new Entry(value.strip(), where));
            }
            return this;
        }

        Layer build() {
            return new Layer(source, directory, entries);
        }
    }
}
