package io.siderite.evaluator;

import io.quarkus.runtime.configuration.MemorySize;
import io.siderite.networks.Networks;
import io.siderite.placement.PlacingPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the operator settles about places, as configuration keys. */
@ConfigMapping(prefix = "siderite.evaluator")
public interface EvaluatorConfig {

    /** Memory of each node that stays with the host, such as {@code 2G} (2 GiB) or {@code 512M}. */
    @WithDefault("2G")
    MemorySize hostReserve();

    /** Part of each node's memory that stays with the host, where that is more; from 0 to 1. */
    @WithDefault("0.05")
    double hostReserveFraction();

    /**
     * How old the newest reading of a cluster may be for a machine to be placed in it, such as {@code 5m}; several times
     * {@code siderite.provisioner.inventory-repeat}, after which an unchanged reading is told again.
     */
    @WithDefault("5m")
    Duration inventoryMaxAge();

    /**
     * These settings in the core's terms; without storage networks, which have keys of their own.
     *
     * @throws IllegalArgumentException if one is out of its range; says which, and what is right
     */
    default PlacingPolicy policy() {
        double fraction = hostReserveFraction();
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException(
                    "siderite.evaluator.host-reserve-fraction is %s; set it to a number from 0 to 1, such as 0.05"
                            .formatted(fraction));
        }
        long reserve = hostReserve().asLongValue();
        if (reserve < 0) {
            throw new IllegalArgumentException(
                    "siderite.evaluator.host-reserve is negative; set it to a size such as 2G");
        }
        if (!inventoryMaxAge().isPositive()) {
            throw new IllegalArgumentException("siderite.evaluator.inventory-max-age is %s; set it to a time such as 5m"
                    .formatted(inventoryMaxAge()));
        }
        return new PlacingPolicy(reserve, fraction, inventoryMaxAge(), Networks.none());
    }
}
