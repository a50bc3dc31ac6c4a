package io.siderite.contracts.omni;

import static io.siderite.contracts.omni.OmniPeer.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omni.Answer;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.OmniState.Kind;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.ServiceAccountKey;
import io.siderite.omni.Specs;
import io.siderite.omni.WatchTiming;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.proto.specs.SiderolinkAPIConfigSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may sign in, and what a provider may not do. */
interface SignInContract extends OmniPeer {

    @Test
    default void aSignedCallIsAnswered() {
        var config = value(state().get(Kinds.SIDEROLINK_API_CONFIGS, Kinds.SIDEROLINK_CONFIG_ID)
                .then(resource -> Specs.unpack(resource, SiderolinkAPIConfigSpec.parser())));

        assertThat(config.getMachineApiAdvertisedUrl()).contains("://");
    }

    @Test
    default void aKeyThatOmniDoesNotKnowIsRefused() throws IOException {
        try (var elsewhere = OmniSim.start(OmniSimOptions.defaults());
                var connection = OmniConnection.open(new OmniEndpoint(
                        endpoint().uri(),
                        value(ServiceAccountKey.read(
                                elsewhere.serviceAccountKey(endpoint().providerId()))),
                        endpoint().providerId(),
                        endpoint().trust()))) {
            assertThat(siderolink(connection))
                    .isInstanceOfSatisfying(
                            Answer.Unauthenticated.class,
                            answer -> assertThat(answer.why()).contains("invalid signature"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-6, 6})
    default void aClockMoreThanFiveMinutesOffIsRefused(long minutes) {
        try (var connection = withClockOff(Duration.ofMinutes(minutes))) {
            assertThat(siderolink(connection)).isInstanceOf(Answer.Unauthenticated.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-4, 4})
    default void aClockLessThanFiveMinutesOffIsTaken(long minutes) {
        try (var connection = withClockOff(Duration.ofMinutes(minutes))) {
            assertThat(siderolink(connection)).isInstanceOf(Answer.Done.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Links.omni.sidero.dev",
                "MachineStatuses.omni.sidero.dev",
                "Clusters.omni.sidero.dev",
                "MachineRequestSets.omni.sidero.dev",
                "MachineClasses.omni.sidero.dev",
                "ConfigPatches.omni.sidero.dev"
            })
    default void whatIsNotAProvidersIsDenied(String type) {
        assertThat(state().list(new Kind("default", type))).isInstanceOf(Answer.Denied.class);
    }

    @Test
    default void requestsAreNotMadeByProviders() {
        var request = Specs.resource(
                Kinds.MACHINE_REQUESTS, OmniPeer.unique(), Map.of(), MachineRequestStatusSpec.getDefaultInstance());

        assertThat(state().create(request, OWNER)).isInstanceOf(Answer.Denied.class);
    }

    @Test
    default void anIdThatIsNotTheKeysIsSaid() {
        var wrong = new OmniEndpoint(
                endpoint().uri(), endpoint().key(), "somebody-else", endpoint().trust());
        try (var connection = OmniConnection.open(wrong)) {
            var refused = connection.state().list(new ProviderNames("somebody-else").referenceMachines());

            assertThat(refused).isInstanceOfAny(Answer.Denied.class, Answer.Rejected.class);
            assertThat(refused.why())
                    .contains("\"somebody-else\"", endpoint().key().providerId().orElseThrow());
        }
    }

    @Test
    default void ownKindsEndInTheProvidersId() {
        var kind = new Kind(own().namespace(), "SideriteContract.omni.sidero.dev");
        var resource = Specs.resource(kind, OmniPeer.unique(), Map.of(), MachineRequestStatusSpec.getDefaultInstance());

        assertThat(state().create(resource, OWNER)).isInstanceOfAny(Answer.Rejected.class, Answer.Denied.class);
    }

    private OmniConnection withClockOff(Duration by) {
        return OmniConnection.open(endpoint(), WatchTiming.DEFAULT, Clock.offset(Clock.systemUTC(), by));
    }

    private static Answer<Resource> siderolink(OmniConnection connection) {
        return connection.state().get(Kinds.SIDEROLINK_API_CONFIGS, Kinds.SIDEROLINK_CONFIG_ID);
    }
}
