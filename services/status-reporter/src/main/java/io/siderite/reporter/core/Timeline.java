package io.siderite.reporter.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When a machine first passed each milestone. The earliest time stays, in whatever order times arrive. */
public record Timeline(Map<Milestone, Instant> first) {

    /** Nothing passed yet. */
    public static final Timeline EMPTY = new Timeline(Map.of());

    public Timeline {
        first = Map.copyOf(first);
    }

    /** One milestone and when it was passed. */
    public record Entry(Milestone milestone, Instant at) {}

    /** With a milestone passed at this time, unless it was passed earlier. */
    public Timeline with(Milestone milestone, Instant at) {
        // PostgreSQL keeps microseconds; what was stored must compare equal with what is heard again.
        Instant stored = at.truncatedTo(ChronoUnit.MICROS);
        Instant known = first.get(milestone);
        if (known != null && !stored.isBefore(known)) {
            return this;
        }
        Map<Milestone, Instant> grown = new EnumMap<>(Milestone.class);
        grown.putAll(first);
        grown.put(milestone, stored);
        return new Timeline(grown);
    }

    /** Whether a milestone was passed. */
    public boolean has(Milestone milestone) {
        return first.containsKey(milestone);
    }

    /** When a milestone was passed. */
    public Optional<Instant> at(Milestone milestone) {
        return Optional.ofNullable(first.get(milestone));
    }

    /** All that were passed, by time. */
    public List<Entry> entries() {
        return first.entrySet().stream()
                .map(e -> new Entry(e.getKey(), e.getValue()))
                .sorted(Comparator.comparing(Entry::at).thenComparing(Entry::milestone))
                .toList();
    }

    /** How long the machine was at each milestone before it passed the next. */
    public Map<Milestone, Duration> durations() {
        Map<Milestone, Duration> durations = new LinkedHashMap<>();
        List<Entry> entries = entries();
        for (int i = 0; i + 1 < entries.size(); i++) {
            durations.put(
                    entries.get(i).milestone(),
                    Duration.between(entries.get(i).at(), entries.get(i + 1).at()));
        }
        return durations;
    }
}
