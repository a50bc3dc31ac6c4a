package io.siderite.omni;

import static io.siderite.omni.TestingOmni.QUICK;
import static io.siderite.omni.TestingOmni.bootstrapped;
import static io.siderite.omni.TestingOmni.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.siderite.omni.OmniState.Watch;
import io.siderite.omni.OmniState.WatchEvent;
import io.siderite.proto.cosi.Event;
import io.siderite.proto.cosi.EventType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private final TestingOmni omni;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    WatchTest() throws IOException {
        omni = new TestingOmni();
        open.add(omni);
    }

    @AfterEach
    void close() throws Exception {
        for (var it : open.reversed()) {
            it.close();
        }
    }

    @Test
    void tellsTheWholeContentThenWhatHappens() throws InterruptedException {
        var watch = watch(QUICK);
        var stream = omni.nextWatch();
        assertThat(stream.request().getApiVersion()).isEqualTo(1);
        assertThat(stream.request().getOptions().getBootstrapContents()).isTrue();
        assertThat(stream.request().getOptions().getAggregated()).isTrue();

        stream.ready()
                .send(event(EventType.CREATED, "a", "1"), event(EventType.CREATED, "b", "2"))
                .send(bootstrapped("2"), event(EventType.UPDATED, "a", "3"))
                .send()
                .send(event(EventType.DESTROYED, "b", "4"));

        assertHears("present a 1", "present b 2", "listed [a, b]", "present a 3", "destroyed b");
        assertThat(watch.trouble()).isEmpty();
    }

    @Test
    void resumesAfterTheLastBookmarkAndListsNothingAnew() throws InterruptedException {
        var watch = watch(QUICK);
        listed(omni.nextWatch()).send(event(EventType.UPDATED, "a", "7")).fail(Status.UNAVAILABLE);

        var second = omni.nextWatch();
        assertThat(second.request().getOptions().getBootstrapContents()).isFalse();
        assertThat(second.request().getOptions().getStartFromBookmark().toStringUtf8())
                .isEqualTo("7");
        assertThat(watch.trouble()).isPresent();
        second.ready().send(event(EventType.DESTROYED, "a", "8"));

        assertHears("present a 1", "listed [a]", "present a 7", "destroyed a");
        eventually(() -> watch.trouble().isEmpty());
    }

    @Test
    void listsAnewWhenTheBookmarkIsRefused() throws InterruptedException {
        for (var refusal : List.of(Status.FAILED_PRECONDITION, Status.UNKNOWN)) {
            watch(QUICK);
            listed(omni.nextWatch()).fail(Status.UNAVAILABLE);
            omni.nextWatch().fail(refusal.withDescription("invalid bookmark"));

            var third = omni.nextWatch();
            assertThat(third.request().getOptions().getBootstrapContents()).isTrue();
            assertThat(third.request().getOptions().hasStartFromBookmark()).isFalse();
            third.ready().send(bootstrapped("9"));

            assertHears("present a 1", "listed [a]", "listed []");
        }
    }

    @Test
    void listsAnewOnErrored() throws InterruptedException {
        watch(QUICK);
        listed(omni.nextWatch())
                .send(Event.newBuilder().setEventType(EventType.ERRORED).setError("buffer overrun"));

        var second = omni.nextWatch();
        assertThat(second.request().getOptions().getBootstrapContents()).isTrue();
        second.ready().send(event(EventType.CREATED, "c", "5"), bootstrapped("5"));

        assertHears("present a 1", "listed [a]", "present c 5", "listed [c]");
    }

    @Test
    void onThePeriodTellsDestroyedOnlyWhatTheOldStreamSawDestroyed() throws InterruptedException {
        watch(relisting(Duration.ofMillis(150)));
        var old = omni.nextWatch();
        old.ready()
                .send(
                        event(EventType.CREATED, "kept", "1"),
                        event(EventType.CREATED, "gone", "1"),
                        event(EventType.CREATED, "lost", "1"),
                        bootstrapped("1"));

        var fresh = omni.nextWatch();
        assertThat(fresh.request().getOptions().getBootstrapContents()).isTrue();
        fresh.ready().send(event(EventType.CREATED, "kept", "3"), bootstrapped("3"));
        old.send(event(EventType.UPDATED, "kept", "2"), event(EventType.DESTROYED, "gone", "2"));

        assertHears("present kept 1", "present gone 1", "present lost 1", "listed [gone, kept, lost]");
        assertHears("destroyed gone", "present kept 3", "listed [kept]");
    }

    @Test
    void keepsTryingWithoutSpinningAndSaysWhy() throws InterruptedException {
        var watch = watch(new WatchTiming(
                QUICK.relist(), Duration.ofMillis(400), Duration.ofSeconds(1), QUICK.opening(), QUICK.handover()));

        omni.nextWatch().fail(Status.UNAUTHENTICATED.withDescription("invalid signature"));

        omni.opensNoWatchFor(Duration.ofMillis(150));
        assertThat(watch.trouble().orElseThrow())
                .contains("does not accept our signature", "infra-provider:proxmox", "5 minutes");
        listed(omni.nextWatch());
        assertHears("present a 1", "listed [a]");
    }

    @Test
    void tellsEverythingAgainToAListenerThatFailed() throws InterruptedException {
        var connection = connect(QUICK);
        var failed = new AtomicBoolean();
        open.add(connection.state().watch(TestingOmni.KIND, event -> {
            heard.add(words(event));
            if (!failed.getAndSet(true)) {
                throw new IllegalStateException("a bug");
            }
        }));

        listed(omni.nextWatch());
        listed(omni.nextWatch());

        assertHears("present a 1", "present a 1", "listed [a]");
    }

    @Test
    void isSilentAfterItWasClosed() throws InterruptedException {
        var watch = watch(QUICK);
        var stream = listed(omni.nextWatch());
        assertHears("present a 1", "listed [a]");

        watch.close();

        eventually(stream::cancelled);
        omni.opensNoWatchFor(Duration.ofMillis(300));
        assertThat(heard).isEmpty();
    }

    private static TestingOmni.Opened listed(TestingOmni.Opened stream) {
        return stream.ready().send(event(EventType.CREATED, "a", "1"), bootstrapped("1"));
    }

    private static WatchTiming relisting(Duration period) {
        return new WatchTiming(period, QUICK.firstDelay(), QUICK.longestDelay(), QUICK.opening(), QUICK.handover());
    }

    private Watch watch(WatchTiming timing) {
        var watch = connect(timing).state().watch(TestingOmni.KIND, event -> heard.add(words(event)));
        open.add(watch);
        return watch;
    }

    private OmniConnection connect(WatchTiming timing) {
        var connection = omni.connect(timing);
        open.add(connection);
        return connection;
    }

    private void assertHears(String... expected) throws InterruptedException {
        for (var words : expected) {
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(words);
        }
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (var end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end && !condition.getAsBoolean(); ) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static String words(WatchEvent event) {
        return switch (event) {
            case WatchEvent.Present it ->
                "present %s %s"
                        .formatted(
                                it.resource().getMetadata().getId(),
                                it.resource().getMetadata().getVersion());
            case WatchEvent.Destroyed it ->
                "destroyed " + it.resource().getMetadata().getId();
            case WatchEvent.Listed it -> "listed " + new TreeSet<>(it.ids());
        };
    }
}
