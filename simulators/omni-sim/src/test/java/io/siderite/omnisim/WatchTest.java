package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.proto.cosi.Event;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.LabelQuery;
import io.siderite.proto.cosi.LabelTerm;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.WatchOptions;
import io.siderite.proto.cosi.WatchResponse;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Kind OWN = new Kind("infra-provider:proxmox", "Lease.proxmox.infraprovider.sidero.dev");

    private OmniSim omni;
    private TestProvider provider;

    @BeforeEach
    void start() throws Exception {
        omni = OmniSim.start(OmniSimOptions.defaults());
        provider = TestProvider.of(omni, "proxmox");
    }

    @AfterEach
    void stop() {
        provider.close();
        omni.close();
    }

    @Test
    void firstSaysThatItIsReadyThenTellsTheContentThenThatThisWasAll() {
        provider.create(own("a"), "");
        provider.create(own("b"), "");

        try (var watched = Watched.of(provider, OWN, Watched.bootstrap())) {
            var all = watched.await(EventType.BOOTSTRAPPED);

            assertThat(all.getBookmark().size()).isEqualTo(8);
            assertThat(watched.responses.getFirst()).isEqualTo(WatchResponse.getDefaultInstance());
            assertThat(watched.types()).containsExactly(EventType.CREATED, EventType.CREATED, EventType.BOOTSTRAPPED);
            assertThat(watched.responses).as("one event a response").hasSize(4);
        }
    }

    @Test
    void anAggregatedBootstrapIsOneResponse() {
        provider.create(own("a"), "");
        provider.create(own("b"), "");

        try (var watched = Watched.of(provider, OWN, Watched.bootstrap().setAggregated(true))) {
            watched.await(EventType.BOOTSTRAPPED);

            assertThat(watched.responses).hasSize(2);
            assertThat(watched.responses.get(1).getEventList()).hasSize(3);
        }
    }

    @Test
    void anOlderCallerIsNotToldThatThisWasAll() {
        provider.create(own("a"), "");

        try (var watched =
                Watched.of(provider, Watched.request(OWN).setApiVersion(0).setOptions(Watched.bootstrap()))) {
            watched.await(EventType.CREATED);
            var updated = provider.update(provider.get(OWN, "a"), "");

            assertThat(watched.await(EventType.UPDATED).getResource()).isEqualTo(updated);
            assertThat(watched.types()).containsExactly(EventType.CREATED, EventType.UPDATED);
        }
    }

    @Test
    void tellsEachChangeWithTheOldAndABookmark() {
        try (var watched = Watched.of(provider, OWN, Watched.bootstrap())) {
            watched.await(EventType.BOOTSTRAPPED);
            var created = provider.create(own("a"), "");
            var updated = provider.update(created, "");
            provider.destroy(OWN, "a", "");

            assertThat(watched.await(EventType.CREATED).getResource()).isEqualTo(created);
            var update = watched.await(EventType.UPDATED);
            assertThat(update.getOld()).isEqualTo(created);
            assertThat(update.getResource()).isEqualTo(updated);
            assertThat(update.hasBookmark()).isTrue();
            assertThat(watched.await(EventType.DESTROYED).getResource()).isEqualTo(updated);
        }
    }

    @Test
    void goesOnFromABookmark() {
        ByteString bookmark;
        try (var watched = Watched.of(provider, OWN, Watched.bootstrap())) {
            bookmark = watched.await(EventType.BOOTSTRAPPED).getBookmark();
        }
        provider.create(own("missed"), "");

        try (var resumed = Watched.of(provider, OWN, WatchOptions.newBuilder().setStartFromBookmark(bookmark))) {
            assertThat(Resources.id(resumed.await(EventType.CREATED).getResource()))
                    .isEqualTo("missed");
        }
    }

    @Test
    void refusesWhatIsNoBookmarkAndABookmarkBesideABootstrap() {
        var broken = ByteString.copyFromUtf8("abc");

        try (var malformed = Watched.of(provider, OWN, WatchOptions.newBuilder().setStartFromBookmark(broken));
                var both = Watched.of(provider, OWN, Watched.bootstrap().setStartFromBookmark(broken))) {
            assertThat(malformed.awaitEnd().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
            assertThat(both.awaitEnd().getCode()).isEqualTo(Code.UNKNOWN);
        }
    }

    @Test
    void aBookmarkFromTheFutureIsSilence() {
        var future = ByteString.copyFrom(new byte[] {0x7f, 0, 0, 0, 0, 0, 0, 1});

        try (var watched = Watched.of(provider, OWN, WatchOptions.newBuilder().setStartFromBookmark(future));
                var live = Watched.of(provider, OWN, WatchOptions.newBuilder())) {
            watched.awaitReady();
            live.awaitReady();
            provider.create(own("a"), "");
            live.await(EventType.CREATED);

            assertThat(watched.events()).isEmpty();
            assertThat(watched.end.get()).isNull();
        }
    }

    @Test
    void aCompactedBookmarkIsOneErrorOnAStreamThatStaysOpenButDead() {
        ByteString bookmark;
        try (var watched = Watched.of(provider, OWN, Watched.bootstrap())) {
            bookmark = watched.await(EventType.BOOTSTRAPPED).getBookmark();
        }
        provider.create(own("a"), "");
        omni.faults().compactHistory();

        try (var watched = Watched.of(provider, OWN, WatchOptions.newBuilder().setStartFromBookmark(bookmark));
                var live = Watched.of(provider, OWN, WatchOptions.newBuilder())) {
            watched.await(EventType.ERRORED);
            live.awaitReady();
            provider.create(own("b"), "");
            live.await(EventType.CREATED);

            assertThat(watched.types()).containsExactly(EventType.ERRORED);
            assertThat(watched.end.get()).isNull();
        }
    }

    @Test
    void anInjectedErrorLeavesTheStreamDead() {
        try (var watched = Watched.of(provider, OWN, Watched.bootstrap());
                var later = Watched.of(provider, OWN, Watched.bootstrap())) {
            watched.await(EventType.BOOTSTRAPPED);
            later.close();
            omni.faults().errorStreams();
            watched.await(EventType.ERRORED);
            provider.create(own("a"), "");

            try (var live = Watched.of(provider, OWN, Watched.bootstrap())) {
                live.await(EventType.CREATED);
            }
            assertThat(watched.types()).containsExactly(EventType.BOOTSTRAPPED, EventType.ERRORED);
        }
    }

    @Test
    void streamsCanBeCut() {
        try (var watched = Watched.of(provider, OWN, Watched.bootstrap())) {
            watched.await(EventType.BOOTSTRAPPED);

            omni.faults().breakStreams();

            assertThat(watched.awaitEnd().getCode()).isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void aSingleResourceIsToldWhenItExistsAndNothingIsSaidWhenNot() {
        provider.create(own("there"), "");

        try (var there = Watched.of(provider, Watched.request(OWN).setId("there"));
                var missing = Watched.of(provider, Watched.request(OWN).setId("missing"))) {
            there.await(EventType.CREATED);
            missing.awaitReady();
            assertThat(missing.events()).isEmpty();

            provider.create(own("missing"), "");
            missing.await(EventType.CREATED);
            assertThat(there.types()).containsExactly(EventType.CREATED);
        }
    }

    @Test
    void aLabelQueryTurnsEnteringAndLeavingItIntoCreatedAndDestroyed() {
        var created = provider.create(own("a"), "");
        var query = LabelQuery.newBuilder()
                .addTerms(LabelTerm.newBuilder()
                        .setKey("colour")
                        .setOp(LabelTerm.Operation.EQUAL)
                        .addValue("red"));

        try (var watched = Watched.of(provider, OWN, Watched.bootstrap().addLabelQuery(query))) {
            watched.await(EventType.BOOTSTRAPPED);
            var red = created.toBuilder();
            red.getMetadataBuilder().putLabels("colour", "red");
            var blue = provider.update(red.build(), "").toBuilder();
            blue.getMetadataBuilder().putLabels("colour", "blue");
            provider.update(blue.build(), "");
            watched.await(EventType.DESTROYED);

            assertThat(watched.types()).containsExactly(EventType.BOOTSTRAPPED, EventType.CREATED, EventType.DESTROYED);
        }
    }

    @Test
    void anotherProvidersChangeIsAnEmptyListOfEvents() throws Exception {
        var patch = Resources.of(
                Kind.CONFIG_PATCH_REQUEST, "theirs", Map.of(), ConfigPatchRequestSpec.getDefaultInstance());

        try (var other = TestProvider.of(omni, "other");
                var watched = Watched.of(
                        provider, Kind.CONFIG_PATCH_REQUEST, Watched.bootstrap().setAggregated(true))) {
            watched.await(EventType.BOOTSTRAPPED);
            other.create(patch, "");

            var responses = Fixture.eventually(() -> List.copyOf(watched.responses), all -> all.size() > 2);
            assertThat(responses.getLast().getEventList()).isEmpty();
            assertThat(watched.events()).extracting(Event::getEventType).containsExactly(EventType.BOOTSTRAPPED);
        }
    }

    @Test
    void refusesToWatchWhatAProviderMayNotSee() {
        try (var watched = Watched.of(provider, Kind.LINK, Watched.bootstrap())) {
            assertThat(watched.awaitEnd().getCode()).isEqualTo(Code.PERMISSION_DENIED);
        }
    }

    private static Resource own(String id) {
        return Resources.of(OWN, id, Map.of(), ConfigPatchRequestSpec.getDefaultInstance());
    }
}
