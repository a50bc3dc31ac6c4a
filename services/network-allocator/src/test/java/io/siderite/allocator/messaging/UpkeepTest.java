package io.siderite.allocator.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.allocator.AllocatorConfig;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.settings.LiveNetworks;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
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
        try (Upkeep upkeep = Upkeep.start(
                new Transactions(factory, vertx, () -> {}),
                new LiveNetworks(networks.read(), Optional.empty()),
                new Broken())) {
            until(() -> upkeep.trouble().isPresent());
            assertThat(upkeep.trouble().orElseThrow()).contains("put networks in force", "nobody thought of it");

            int before = reads.get();
            until(() -> reads.get() > before);

            broken.set(false);
            until(() -> upkeep.trouble().isEmpty());
        }
    }

    /** Asked whenever networks are put in force. */
    private final class Broken implements AllocatorConfig {
        @Override
        public Duration quarantine() {
            reads.incrementAndGet();
            if (broken.get()) {
                throw new IllegalStateException("nobody thought of it");
            }
            return Duration.ofMillis(300);
        }

        @Override
        public Duration retell() {
            return Duration.ofSeconds(15);
        }
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 20 s").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
