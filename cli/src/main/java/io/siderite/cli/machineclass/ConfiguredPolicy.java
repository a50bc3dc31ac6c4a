package io.siderite.cli.machineclass;

import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.siderite.networks.Networks;
import io.siderite.placement.PlacingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the operator settled about places, as class-evaluator reads it: the same keys, and its defaults. Those of
 * {@code siderite.evaluator} come from the environment, too, which wins.
 */
final class ConfiguredPolicy {

    private static final String RESERVE = "siderite.evaluator.host-reserve";
    private static final String FRACTION = "siderite.evaluator.host-reserve-fraction";

    private final Map<String, String> keys;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private ConfiguredPolicy(Map<String, String> keys, Map<String, String> environment) {
        this.keys = keys;
        this.environment = environment;
    }

    /** What came of reading it. */
    sealed interface Reading {
        record Read(PlacingPolicy policy) implements Reading {}

        /** A sentence each: where, what, and what to write. */
        record Wrong(List<String> problems) implements Reading {}
    }

    /** @param keys that {@code Settings} read */
    static Reading read(Map<String, String> keys, Map<String, String> environment) {
        return new ConfiguredPolicy(keys, environment).read();
    }

    private Reading read() {
        long reserve = value(RESERVE).map(this::size).orElse(PlacingPolicy.DEFAULT.hostReserve());
        double fraction = value(FRACTION).map(this::fraction).orElse(PlacingPolicy.DEFAULT.hostReserveFraction());
        Networks networks = switch (Networks.parse(keys)) {
            case Networks.Parsing.Parsed parsed -> parsed.networks();
            case Networks.Parsing.Wrong wrong -> {
                wrong.problems().forEach(problem -> problems.add(problem.toString()));
                yield Networks.none();
            }
        };
        return problems.isEmpty()
                ? new Reading.Read(new PlacingPolicy(reserve, fraction, networks))
                : new Reading.Wrong(List.copyOf(problems));
    }

    private Optional<String> value(String key) {
        String variable = key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
        return Optional.ofNullable(environment.get(variable))
                .or(() -> Optional.ofNullable(keys.get(key)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private long size(String value) {
        return number(() -> new MemorySizeConverter().convert(value).asLongValue())
                .filter(bytes -> bytes >= 0)
                .orElseGet(() -> {
                    problems.add("%s is \"%s\": it must be a size such as 2G or 512M".formatted(RESERVE, value));
                    return 0L;
                });
    }

    private double fraction(String value) {
        return number(() -> Double.parseDouble(value))
                .filter(fraction -> fraction >= 0 && fraction <= 1)
                .orElseGet(() -> {
                    problems.add(
                            "%s is \"%s\": it must be a number from 0 to 1, such as 0.05".formatted(FRACTION, value));
                    return 0.0;
                });
    }

    /** Empty: it is none. */
    private static <T> Optional<T> number(Supplier<T> text) {
        try {
            return Optional.of(text.get());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
