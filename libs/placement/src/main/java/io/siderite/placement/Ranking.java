package io.siderite.placement;

import java.util.Comparator;
import java.util.HashSet;

/** Which node comes first among those that fit. Ties are decided, so that the same world gives the same place. */
final class Ranking {

    private Ranking() {}

    /** The best first: what HA prefers, where HA keeps the set together the most of it, then what the class's strategy prefers, then by name. */
    static Comparator<NodeLoad> of(Ask ask) {
        var preferred = new HashSet<>(ask.affinityNodes());
        return Comparator.comparing(
                        (NodeLoad load) -> !preferred.contains(load.node().getNode()))
                .thenComparingInt(
                        load -> ask.togetherUnderHa() ? -load.sameSet().size() : 0)
                .thenComparing(strategy(ask))
                .thenComparing(NodeLoad::place);
    }

    /** Apart from its set comes first where machines are spread; elsewhere it decides between what is equal. */
    private static Comparator<NodeLoad> strategy(Ask ask) {
        Comparator<NodeLoad> apart =
                Comparator.comparingInt(load -> load.sameSet().size());
        Comparator<NodeLoad> mostFree = Comparator.comparingDouble(load -> -load.freeFraction());
        return switch (ask.placing().strategy()) {
            case SPREAD -> apart.thenComparing(mostFree);
            case BINPACK ->
                Comparator.comparingDouble((NodeLoad load) -> -load.memoryUsedWith(ask))
                        .thenComparingDouble(load -> -load.cpusUsedWith(ask))
                        .thenComparing(apart);
            case BALANCED ->
                Comparator.comparingDouble((NodeLoad load) -> imbalance(load, ask))
                        .thenComparing(apart)
                        .thenComparing(mostFree);
        };
    }

    /** How far the parts of CPU and memory in use are from each other when the machine is there, too. */
    private static double imbalance(NodeLoad load, Ask ask) {
        return Math.abs(load.cpusUsedWith(ask) - load.memoryUsedWith(ask));
    }

    /** What the strategy went by, in a few words. */
    static String words(NodeLoad load, Ask ask) {
        return switch (ask.placing().strategy()) {
            case SPREAD ->
                load.sameSet().size() + " of its set there, " + percent(load.freeFraction()) + " of its memory free";
            case BINPACK -> percent(load.memoryUsedWith(ask)) + " of its memory used then";
            case BALANCED ->
                percent(load.cpusUsedWith(ask)) + " of its CPUs and " + percent(load.memoryUsedWith(ask))
                        + " of its memory used then";
        };
    }

    private static String percent(double fraction) {
        return Math.round(fraction * 100) + " %";
    }
}
