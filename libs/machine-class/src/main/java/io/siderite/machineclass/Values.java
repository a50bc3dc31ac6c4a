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

    private final Map<Key, Object> values = new HashMap<>();
    private final Map<Key, Integer> lines = new HashMap<>();
    private final Set<Key> refused = new HashSet<>();

    void put(Key key, @Nullable Object value, int line) {
        lines.put(key, line);
        if (value == null) {
            refused.add(key);
        } else {
            values.put(key, value);
        }
    }

    /** Whether the value, given or fallen back to, can be relied on. */
    boolean sound(Key... keys) {
        for (var key : keys) {
            if (refused.contains(key)) {
                return false;
            }
        }
        return true;
    }

    /** Line where the key stands, from 1; 0: it is absent. */
    int line(Key key) {
        return lines.getOrDefault(key, 0);
    }

    long whole(Key key) {
        return (Long) required(key);
    }

    boolean on(Key key) {
        return (Boolean) required(key);
    }

    /** The text; empty where the key is absent and has no default. */
    String text(Key key) {
        return value(key).map(String.class::cast).orElse("");
    }

    Optional<StorageSelector> selector(Key key) {
        return value(key).map(StorageSelector.class::cast);
    }

    @SuppressWarnings("unchecked")
    List<Values> items(Key key) {
        return value(key).map(items -> (List<Values>) items).orElse(List.of());
    }

    private Optional<Object> value(Key key) {
        return Optional.ofNullable(values.getOrDefault(key, key.fallback()));
    }

    private Object required(Key key) {
        return value(key).orElseThrow(() -> new IllegalStateException(key.name() + " has neither value nor default"));
    }
}
