package io.siderite.machineclass;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of one mapping of a class, by key. A value that was refused is not among them, so that no rule over two keys
 * speaks of it a second time.
 */
final class Values {

    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final int line;

    /** @param line where the mapping begins, from 1 */
    Values(int line) {
        this.line = line;
    }

    void put(Key key, @Nullable Object value, int line) {
        lines.put(key.name(), line);
        if (value == null) {
            refused.add(key.name());
        } else {
            values.put(key.name(), value);
        }
    }

    /** Whether the value, given or fallen back to, can be relied on. */
    boolean sound(Key... keys) {
        for (var key : keys) {
            if (refused.contains(key.name())) {
                return false;
            }
        }
        return true;
    }

    /** Where the mapping begins, from 1. */
    int line() {
        return line;
    }

    /** Line where the key stands, from 1; of an absent one, that of the mapping. */
    int line(Key key) {
        return lines.getOrDefault(key.name(), line);
    }

    /** Whether the class itself has the key. */
    boolean has(Key key) {
        return values.containsKey(key.name());
    }

    /** The value, given or fallen back to. */
    Optional<Object> value(Key key) {
        return Optional.ofNullable(values.getOrDefault(key.name(), key.fallback()));
    }

    long whole(Key key) {
        return (Long) required(key);
    }

    boolean on(Key key) {
        return (Boolean) required(key);
    }

    Optional<Integer> count(Key key) {
        return value(key).map(Long.class::cast).map(Math::toIntExact);
    }

    Optional<Double> real(Key key) {
        return value(key).map(Double.class::cast);
    }

    /** The text; empty where the key is absent and has no default. */
    String text(Key key) {
        return value(key).map(String.class::cast).orElse("");
    }

    /** The text that the class itself gives. */
    Optional<String> given(Key key) {
        return Optional.ofNullable(values.get(key.name())).map(String.class::cast);
    }

    @SuppressWarnings("unchecked")
    List<String> texts(Key key) {
        return value(key).map(texts -> (List<String>) texts).orElse(List.of());
    }

    Optional<Values> block(Key key) {
        return value(key).map(Values.class::cast);
    }

    @SuppressWarnings("unchecked")
    List<Values> items(Key key) {
        return value(key).map(items -> (List<Values>) items).orElse(List.of());
    }

    private Object required(Key key) {
        return value(key).orElseThrow(() -> new IllegalStateException(key.name() + " has neither value nor default"));
    }
}
