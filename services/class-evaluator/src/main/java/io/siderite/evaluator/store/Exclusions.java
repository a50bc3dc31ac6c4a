package io.siderite.evaluator.store;

import io.siderite.evaluator.core.Exclusion;
import io.siderite.evaluator.core.Place;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A machine's exclusions as a column: a line each, the cluster last, since its name alone may hold blanks. */
final class Exclusions {

    private Exclusions() {}

    static String text(Map<Place, Exclusion> exclusions) {
        return new TreeMap<>(exclusions)
                .entrySet().stream()
                        .map(e -> "%d %s %s %s"
                                .formatted(
                                        e.getValue().times(),
                                        e.getValue().until(),
                                        e.getKey().node(),
                                        e.getKey().cluster()))
                        .collect(Collectors.joining("\n"));
    }

    static Map<Place, Exclusion> parse(String text) {
        var exclusions = new HashMap<Place, Exclusion>();
        text.lines().forEach(line -> {
            var part = line.split(" ", 4);
            exclusions.put(
                    new Place(part[3], part[2]), new Exclusion(Integer.parseInt(part[0]), Instant.parse(part[1])));
        });
        return exclusions;
    }
}
