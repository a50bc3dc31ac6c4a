package io.siderite.contracts.omni;

import static io.siderite.contracts.omni.OmniPeer.failure;
import static io.siderite.contracts.omni.OmniPeer.id;
import static io.siderite.contracts.omni.OmniPeer.value;
import static io.siderite.contracts.omni.OmniPeer.withLabel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.siderite.proto.cosi.Event;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.WatchOptions;
import io.siderite.proto.cosi.WatchRequest;
import io.siderite.proto.cosi.WatchResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** How a watch begins, goes on and is resumed: on the wire, and as our client tells it. */
interface WatchContract extends OmniPeer {

    @Test
    default void aWatchTellsTheContentThenWhatHappens() throws InterruptedException {
        var there = id(created());
        var heard = new Heard();
        try (var watch = state().watch(own(), heard)) {
            heard.awaits("present " + there);
            heard.awaits("listed");
            assertThat(watch.trouble()).isEmpty();

            var fresh = id(created());
            heard.awaits("present " + fresh);
            value(state().update(own(), there, Optional.empty(), it -> withLabel(it, "seen", "yes")));
            heard.awaits("present " + there);
            value(state().teardown(own(), there, OWNER));
            heard.awaits("present " + there);
            state().destroy(own(), there, OWNER);
            heard.awaits("destroyed " + there);
        }
    }

    @Test
    default void theFirstResponseIsEmptyAndTheContentEndsWithABookmark() throws Exception {
        var there = id(created());
        var watch = wire().watch(whole());

        assertThat(read(watch)).isEmpty();
        var content = until(watch, EventType.BOOTSTRAPPED);

        assertThat(content).anySatisfy(event -> {
            assertThat(event.getEventType()).isEqualTo(EventType.CREATED);
            assertThat(id(event.getResource())).isEqualTo(there);
        });
        assertThat(content.getLast().hasBookmark()).isTrue();
        watch.cancel("done", null);
    }

    @Test
    default void aWatchGoesOnAfterABookmark() throws Exception {
        var bookmark = bookmark();
        var id = id(created());
        state().destroy(own(), id, OWNER);

        var resumed = wire().watch(after(bookmark));

        assertThat(read(resumed)).isEmpty();
        var missed = until(resumed, EventType.DESTROYED);
        assertThat(missed).extracting(event -> id(event.getResource())).contains(id);
        assertThat(missed).allSatisfy(event -> assertThat(event.hasBookmark()).isTrue());
        resumed.cancel("done", null);
    }

    @Test
    default void aMalformedBookmarkIsRefused() throws InterruptedException {
        var malformed = ByteString.copyFromUtf8("no bookmark");

        assertThat(failure(() -> wire().watch(after(malformed)).read())).isEqualTo(Status.Code.FAILED_PRECONDITION);
    }

    @Test
    default void aBookmarkAndTheContentDoNotGoTogether() throws Exception {
        var request = after(bookmark()).toBuilder();
        request.getOptionsBuilder().setBootstrapContents(true);

        assertThat(failure(() -> wire().watch(request.build()).read())).isEqualTo(Status.Code.UNKNOWN);
    }

    /** Why everything is listed anew on a period: an Omni restored from a backup looks like this. */
    @Test
    default void aBookmarkFromTheFutureIsJustSilence() throws Exception {
        var bookmark = bookmark();
        assertThat(bookmark.size()).isEqualTo(Long.BYTES);
        var future = ByteBuffer.allocate(Long.BYTES)
                .putLong(bookmark.asReadOnlyByteBuffer().getLong() + 1_000_000)
                .flip();

        var watch = wire().watch(after(ByteString.copyFrom(future)));
        assertThat(read(watch)).isEmpty();
        created();

        assertThatThrownBy(() -> watch.read(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        watch.cancel("done", null);
    }

    @Test
    default void aWatchOfOneThatDoesNotExistSaysNothing() throws Exception {
        var request = after(ByteString.EMPTY).toBuilder().setId(OmniPeer.unique());
        request.getOptionsBuilder().clearStartFromBookmark();

        var watch = wire().watch(request.build());
        assertThat(read(watch)).isEmpty();

        assertThatThrownBy(() -> watch.read(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        watch.cancel("done", null);
    }

    private ByteString bookmark() throws Exception {
        var watch = wire().watch(whole());
        try {
            return until(watch, EventType.BOOTSTRAPPED).getLast().getBookmark();
        } finally {
            watch.cancel("done", null);
        }
    }

    private WatchRequest whole() {
        return request(WatchOptions.newBuilder().setBootstrapContents(true));
    }

    private WatchRequest after(ByteString bookmark) {
        return request(WatchOptions.newBuilder().setStartFromBookmark(bookmark));
    }

    private WatchRequest request(WatchOptions.Builder options) {
        return WatchRequest.newBuilder()
                .setNamespace(own().namespace())
                .setType(own().type())
                .setApiVersion(1)
                .setOptions(options.setAggregated(true))
                .build();
    }

    private static List<Event> until(BlockingClientCall<?, WatchResponse> watch, EventType last) throws Exception {
        var events = new ArrayList<Event>();
        while (events.isEmpty() || events.getLast().getEventType() != last) {
            events.addAll(read(watch));
        }
        return events;
    }

    private static List<Event> read(BlockingClientCall<?, WatchResponse> watch)
            throws StatusException, InterruptedException, TimeoutException {
        var response = watch.read(10, TimeUnit.SECONDS);
        assertThat(response).as("the watch goes on").isNotNull();
        return response.getEventList();
    }
}
