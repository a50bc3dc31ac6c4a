package io.siderite.contracts.omni;

import static io.siderite.contracts.omni.OmniPeer.id;
import static io.siderite.contracts.omni.OmniPeer.value;
import static io.siderite.contracts.omni.OmniPeer.withFinalizer;
import static io.siderite.contracts.omni.OmniPeer.withLabel;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.siderite.omni.Answer;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniState;
import io.siderite.omni.OmniState.Kind;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Specs;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What our client makes of an Omni that breaks, which only the simulator does on request. */
class BrokenOmniTest {

    private static final ProviderNames NAMES = new ProviderNames(SimulatedOmni.PROVIDER);
    private static final Kind OWN = NAMES.own("SideriteContract");

    private final SimulatedOmni omni = SimulatedOmni.start(OmniSimOptions.defaults());
    private final OmniConnection connection =
            OmniConnection.open(omni.endpoint(), OmniContract.QUICK, Clock.systemUTC());
    private final OmniState state = connection.state();

    @AfterEach
    void stop() {
        connection.close();
        omni.close();
    }

    @Test
    void aBrokenWatchMissesNothing() throws InterruptedException {
        var there = created("there");
        var heard = new Heard();
        try (var watch = state.watch(OWN, heard)) {
            heard.awaits("listed");

            omni.sim().faults().breakStreams();
            value(state.destroy(OWN, there, OmniPeer.OWNER));
            var fresh = created("fresh");

            assertThat(heard.awaits("destroyed " + there)).doesNotContain("listed");
            assertThat(heard.awaits("present " + fresh)).doesNotContain("listed");
            eventually(() -> watch.trouble().isEmpty());
        }
    }

    @Test
    void aWatchThatOmniGaveUpIsListedAnew() throws InterruptedException {
        var heard = new Heard();
        try (var _ = state.watch(OWN, heard)) {
            heard.awaits("listed");

            omni.sim().faults().errorStreams();
            heard.awaits("listed");

            var id = created("after");
            heard.awaits("present " + id);
        }
    }

    @Test
    void aForgottenBookmarkIsListedAnew() throws InterruptedException {
        var heard = new Heard();
        try (var _ = state.watch(OWN, heard)) {
            heard.awaits("listed");
            var before = created("before");
            heard.awaits("present " + before);

            value(state.create(made(NAMES.own("Other"), "later"), OmniPeer.OWNER));
            omni.sim().stopListening();
            omni.sim().faults().compactHistory();
            start();

            heard.awaits("listed");
            heard.awaits("present " + created("after"));
        }
    }

    @Test
    void anOmniThatIsDownIsSaidAndComesBack() throws InterruptedException {
        var heard = new Heard();
        try (var watch = state.watch(OWN, heard)) {
            heard.awaits("listed");

            omni.sim().stopListening();
            eventually(() -> watch.trouble().isPresent());
            assertThat(state.list(OWN)).isInstanceOf(Answer.Unreachable.class);
            assertThat(watch.trouble().orElseThrow()).contains(omni.sim().endpoint());
            start();

            eventually(() -> watch.trouble().isEmpty());
            heard.awaits("present " + created("after"));
        }
    }

    @Test
    void anUpdateWinsAfterLostRaces() {
        var id = created("raced");

        omni.sim().faults().extraConflicts(2);

        assertThat(state.update(OWN, id, Optional.empty(), it -> withLabel(it, "mine", "yes")))
                .isInstanceOf(Answer.Done.class);
    }

    @Test
    void aProviderThatWasDeletedIsDenied() {
        omni.sim().destroyProvider(SimulatedOmni.PROVIDER);

        assertThat(state.list(OWN)).isInstanceOf(Answer.Denied.class);
    }

    /** The first list of many resources comes as one message, larger than gRPC's usual limit. */
    @Test
    void aLargeListFits() throws InterruptedException {
        var large = ConfigPatchRequestSpec.newBuilder()
                .setCompressedData(ByteString.copyFrom(new byte[100_000]))
                .build();
        for (int i = 0; i < 80; i++) {
            value(state.create(Specs.resource(OWN, "large-" + i, Map.of(), large), OmniPeer.OWNER));
        }
        var heard = new Heard();

        try (var _ = state.watch(OWN, heard)) {
            assertThat(heard.awaits("listed")).hasSize(80);
        }
    }

    @Test
    void finalizersOfOthersOutliveOurUpdates() {
        var id = created("shared");
        value(state.update(OWN, id, Optional.empty(), it -> withFinalizer(it, "theirs")));

        var updated = value(state.update(OWN, id, Optional.empty(), it -> withFinalizer(it, "ours")));

        assertThat(updated.getMetadata().getFinalizersList()).containsExactly("theirs", "ours");
    }

    private String created(String id) {
        return id(value(state.create(made(OWN, id), OmniPeer.OWNER)));
    }

    private static Resource made(Kind kind, String id) {
        return Specs.resource(kind, id, Map.of(), ConfigPatchRequestSpec.getDefaultInstance());
    }

    private void start() {
        try {
            omni.sim().startListening();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        var until = System.nanoTime() + 15_000_000_000L;
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
