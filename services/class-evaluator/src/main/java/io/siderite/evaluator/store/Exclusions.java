package io.siderite.evaluator.store;

import io.siderite.evaluator.core.Exclusion;
import io.siderite.placement.Place;
import io.siderite.placement.Spot;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A machine's exclusions as a column, a line each: how often, until when, the node (with {@code :storage} where it is that
 * alone), the cluster, and behind a tab why. The cluster comes last but that, since its name may hold blanks.
 */
final class Exclusions {

    private Exclusions() {}

    static String text(Map<Spot, Exclusion> exclusions) {
        return new TreeMap<>(exclusions)
                .entrySet().stream().map(e -> line(e.getKey(), e.getValue())).collect(Collectors.joining("\n"));
    }

    static Map<Spot, Exclusion> parse(String text) {
        var exclusions = new HashMap<Spot, Exclusion>();
        text.lines().forEach(line -> {
            var halves = line.split("\t", 2);
            var part = halves[0].split(" ", 4);
            var name = part[2].split(":", 2);
            exclusions.put(
                    new Spot(new Place(part[3], name[0]), name.length > 1 ? name[1] : ""),
                    new Exclusion(
                            Integer.parseInt(part[0]), Instant.parse(part[1]), halves.length > 1 ? halves[1] : ""));
        });
        return exclusions;
    }

    private static String line(Spot spot, Exclusion exclusion) {
        return "%d %s %s%s %s\t%s"
                .formatted(
                        exclusion.times(),
                        exclusion.until(),
                        spot.place().node(),
                        spot.storage().isEmpty() ? "" : ":" + spot.storage(),
                        spot.place().cluster(),
                        exclusion.why());
    }
}
