package io.siderite.evaluator.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WakerTest {

    private final LinkedBlockingQueue<Instant> looks = new LinkedBlockingQueue<>();

    @Test
    void itLooksAtStartAndWhenAnEarlierTimeIsAskedForAndThenSleeps() throws InterruptedException {
        try (var waker = Waker.start("test", () -> look(Optional.empty()), InstantSource.system())) {
            assertThat(looks.poll(5, TimeUnit.SECONDS)).isNotNull();

            var due = Instant.now().plusMillis(150);
            waker.wakeAt(Optional.of(Instant.now().plus(Duration.ofHours(1))));
            waker.wakeAt(Optional.of(due));

            assertThat(looks.poll(5, TimeUnit.SECONDS)).isNotNull().isAfterOrEqualTo(due);
            assertThat(looks.poll(300, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void itLooksAgainWhenTheLookSaidAndAfterAFailure() throws InterruptedException {
        var count = new AtomicInteger();
        try (var _ = Waker.start(
                "test",
                () -> switch (count.incrementAndGet()) {
                    case 1 -> look(Optional.of(Instant.now().plusMillis(50)));
                    case 2 -> throw new IllegalStateException("the database is away");
                    default -> look(Optional.empty());
                },
                InstantSource.system())) {
            assertThat(looks.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(looks.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(count).hasValue(3);
        }
    }

    private Optional<Instant> look(Optional<Instant> next) {
        looks.add(Instant.now());
        return next;
    }
}
