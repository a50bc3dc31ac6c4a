package io.siderite.machineclass;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Results of a pure function, of the texts asked for last. A text of a class comes again for each of its machines and at
 * each look, and reading it costs milliseconds.
 */
final class BoundedCache<V> {

    private final Function<String, V> function;
    private final Map<String, V> results;

    /** @param size results that are kept */
    BoundedCache(int size, Function<String, V> function) {
        this.function = function;
        this.results = new LinkedHashMap<>(size, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > size;
            }
        };
    }

    /** The function's result; of two who ask for the same at once, both get the same. */
    synchronized V get(String text) {
        var known = results.get(text);
        if (known == null) {
            known = function.apply(text);
            results.put(text, known);
        }
        return known;
    }
}
