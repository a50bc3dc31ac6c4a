package io.siderite.allocator.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.networks.Networks;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class UpkeepTest {

    @Inject
    @PersistenceUnit("allocator")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    @Inject
    ConfiguredNetworks networks;

    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void whateverGoesWrongIsShownAndItGoesOn() throws Exception {
        try (Upkeep upkeep =
                Upkeep.start(new Transactions(factory, vertx, () -> {}), this::configured, Duration.ofMillis(300))) {
            until(() -> upkeep.trouble().isPresent());
            assertThat(upkeep.trouble().orElseThrow()).contains("put networks in force", "nobody thought of it");

            int before = reads.get();
            until(() -> reads.get() > before);

            broken.set(false);
            until(() -> upkeep.trouble().isEmpty());
        }
    }

    private Networks configured() {
        reads.incrementAndGet();
        if (broken.get()) {
            throw new IllegalStateException("nobody thought of it");
        }
        return networks.read();
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 20 s").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
