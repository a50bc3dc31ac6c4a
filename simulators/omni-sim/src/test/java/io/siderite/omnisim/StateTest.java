package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status.Code;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.TeardownAndDestroyRequest;
import io.siderite.proto.cosi.UpdateOptions;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import io.siderite.proto.specs.InfraProviderHealthStatusSpec;
import io.siderite.proto.specs.MachineRequestSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateTest {

    private static final Kind OWN = new Kind("infra-provider:proxmox", "Machine.proxmox.infraprovider.sidero.dev");

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
    void createsReadsUpdatesAndDestroys() {
        var created = provider.create(own("a"), "me");
        assertThat(created.getMetadata().getVersion()).isEqualTo("1");
        assertThat(created.getMetadata().getOwner()).isEqualTo("me");
        assertThat(created.getMetadata().hasCreated()).isTrue();
        assertThat(provider.get(OWN, "a")).isEqualTo(created);

        var updated = provider.update(created, "me");
        assertThat(updated.getMetadata().getVersion()).isEqualTo("2");

        provider.destroy(OWN, "a", "me");
        assertThat(Grpc.code(() -> provider.get(OWN, "a"))).isEqualTo(Code.NOT_FOUND);
        assertThat(Grpc.code(() -> provider.destroy(OWN, "a", "me"))).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void keepsOpaqueSpecsAsTheyWereSent() {
        var resource = own("a").toBuilder();
        resource.getSpecBuilder()
                .setProtoSpec(ByteString.copyFrom(new byte[] {(byte) 0xff, 1, 2}))
                .setYamlSpec("vmid: 7");
        provider.create(resource.build(), "");

        assertThat(provider.get(OWN, "a").getSpec()).isEqualTo(resource.getSpec());
    }

    @Test
    void refusesASecondOne() {
        provider.create(own("a"), "");

        assertThat(Grpc.code(() -> provider.create(own("a"), ""))).isEqualTo(Code.ALREADY_EXISTS);
    }

    @Test
    void refusesAnUpdateOfAnOldVersion() {
        var first = provider.create(own("a"), "");
        provider.update(first, "");

        assertThat(Grpc.code(() -> provider.update(first, ""))).isEqualTo(Code.FAILED_PRECONDITION);
    }

    @Test
    void refusesAnotherOwner() {
        var created = provider.create(own("a"), "me");

        var update = Grpc.status(() -> provider.update(created, "you"));
        assertThat(update.getCode()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(update.getDescription()).contains("is owned by \"me\"");
        assertThat(Grpc.code(() -> provider.destroy(OWN, "a", "you"))).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(Grpc.code(() -> provider.teardown(OWN, "a", ""))).isEqualTo(Code.PERMISSION_DENIED);
    }

    @Test
    void refusesAPhaseThatIsNotTheExpectedOne() {
        var created = provider.create(own("a"), "");
        var options = UpdateOptions.newBuilder().setExpectedPhase("tearingDown").build();

        assertThat(Grpc.code(() -> provider.update(created, options))).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void anUpdateReplacesTheMetadata() {
        var resource = own("a").toBuilder();
        resource.getMetadataBuilder().addFinalizers("theirs").putLabels("k", "v");
        var created = provider.create(resource.build(), "").toBuilder();

        created.getMetadataBuilder().clearFinalizers().clearLabels();
        var updated = provider.update(created.build(), "");

        assertThat(updated.getMetadata().getFinalizersList()).isEmpty();
        assertThat(updated.getMetadata().getLabelsMap()).isEmpty();
    }

    @Test
    void finalizersHoldADestroy() {
        var resource = own("a").toBuilder();
        resource.getMetadataBuilder().addFinalizers("theirs");
        provider.create(resource.build(), "");

        assertThat(provider.teardown(OWN, "a", "")).isFalse();
        var held = provider.get(OWN, "a").toBuilder();
        assertThat(held.getMetadata().getPhase()).isEqualTo("tearingDown");
        assertThat(Grpc.code(() -> provider.destroy(OWN, "a", ""))).isEqualTo(Code.FAILED_PRECONDITION);

        held.getMetadataBuilder().clearFinalizers();
        provider.update(held.build(), "");
        assertThat(provider.teardown(OWN, "a", "")).isTrue();
        provider.destroy(OWN, "a", "");
    }

    @Test
    void setsTheProvidersLabelInSharedNamespacesAndShowsNobodyElsesResources() throws Exception {
        try (var other = TestProvider.of(omni, "other")) {
            provider.create(patch("p"), "");

            assertThat(Resources.label(provider.get(Kind.CONFIG_PATCH_REQUEST, "p"), Labels.PROVIDER))
                    .isEqualTo("proxmox");
            assertThat(other.list(Kind.CONFIG_PATCH_REQUEST)).isEmpty();
            assertThat(Grpc.code(() -> other.get(Kind.CONFIG_PATCH_REQUEST, "p")))
                    .isEqualTo(Code.NOT_FOUND);
            assertThat(Grpc.code(() -> other.destroy(Kind.CONFIG_PATCH_REQUEST, "p", "")))
                    .isEqualTo(Code.NOT_FOUND);
        }
    }

    @Test
    void onARequestOnlyFinalizersMayBeSet() {
        var request = Fixture.requests(omni, provider, 1).getFirst();

        var withFinalizer = request.toBuilder();
        withFinalizer.getMetadataBuilder().addFinalizers(Fixture.OWNER);
        var updated = provider.update(withFinalizer.build(), "");
        assertThat(updated.getMetadata().getFinalizersList()).containsExactly(Fixture.OWNER);

        var edited = updated.toBuilder();
        edited.getSpecBuilder()
                .setProtoSpec(MachineRequestSpec.newBuilder()
                        .setTalosVersion("9.9.9")
                        .build()
                        .toByteString());
        assertThat(Grpc.code(() -> provider.update(edited.build(), ""))).isEqualTo(Code.PERMISSION_DENIED);
        var id = Resources.id(request);
        assertThat(Grpc.code(() -> provider.destroy(Kind.MACHINE_REQUEST, id, "")))
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(Grpc.code(() -> provider.teardown(Kind.MACHINE_REQUEST, id, "")))
                .isEqualTo(Code.PERMISSION_DENIED);
    }

    @ParameterizedTest
    @CsvSource({
        "default, Links.omni.sidero.dev, PERMISSION_DENIED",
        "default, Clusters.omni.sidero.dev, PERMISSION_DENIED",
        "default, MachineClasses.omni.sidero.dev, PERMISSION_DENIED",
        "default, ConfigPatches.omni.sidero.dev, PERMISSION_DENIED",
        "infra-provider:other, Machine.other.infraprovider.sidero.dev, PERMISSION_DENIED",
        "infra-provider:proxmox, Machine.other.infraprovider.sidero.dev, INVALID_ARGUMENT",
        "default, Machines.omni.sidero.dev, OK",
        "default, SiderolinkAPIConfigs.omni.sidero.dev, OK",
        "meta, ResourceDefinitions.meta.cosi.dev, OK"
    })
    void readsOnlyWhatAProviderMay(String namespace, String type, Code code) {
        assertThat(Grpc.code(() -> provider.list(new Kind(namespace, type)))).isEqualTo(code);
    }

    @Test
    void aStatusOfAnotherIdIsRefused() {
        var status = Resources.of(Kind.PROVIDER_STATUS, "other", Map.of(), MachineRequestSpec.getDefaultInstance());

        assertThat(Grpc.code(() -> provider.create(status, ""))).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void aDestroyedProviderIsRefused() {
        omni.destroyProvider("proxmox");

        var status = Grpc.status(() -> provider.list(Kind.MACHINE_REQUEST));
        assertThat(status.getCode()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(status.getDescription()).contains("not registered");
    }

    @Test
    void definitionsAreListedByTheirLowerCaseIds() {
        assertThat(provider.list(Kind.RESOURCE_DEFINITION).stream().map(Resources::id))
                .contains("providerjoinconfigs.omni.sidero.dev");
    }

    @Test
    void scriptedFaultsAnswerOnceEach() {
        omni.faults().failNext("Get", 1, Code.UNAVAILABLE);
        provider.create(own("a"), "");
        assertThat(Grpc.code(() -> provider.get(OWN, "a"))).isEqualTo(Code.UNAVAILABLE);
        var read = provider.get(OWN, "a");

        omni.faults().extraConflicts(1);
        assertThat(Grpc.code(() -> provider.update(read, ""))).isEqualTo(Code.FAILED_PRECONDITION);
        provider.update(provider.get(OWN, "a"), "");

        omni.faults().unavailable(true);
        assertThat(Grpc.code(() -> provider.get(OWN, "a"))).isEqualTo(Code.UNAVAILABLE);
        omni.faults().unavailable(false);
        assertThat(Resources.id(provider.get(OWN, "a"))).isEqualTo("a");
    }

    @Test
    void teardownAndDestroyWaitsForTheLastFinalizer() throws Exception {
        var resource = own("a").toBuilder();
        resource.getMetadataBuilder().addFinalizers("theirs");
        provider.create(resource.build(), "");
        var request = TeardownAndDestroyRequest.newBuilder()
                .setNamespace(OWN.namespace())
                .setType(OWN.type())
                .setId("a")
                .build();

        var answer = CompletableFuture.supplyAsync(() -> provider.state.teardownAndDestroy(request));
        var torn = Fixture.eventually(() -> provider.get(OWN, "a"), Resources::tearingDown).toBuilder();
        assertThat(answer).isNotDone();
        torn.getMetadataBuilder().clearFinalizers();
        provider.update(torn.build(), "");

        assertThat(answer).succeedsWithin(Duration.ofSeconds(10));
        assertThat(Grpc.code(() -> provider.get(OWN, "a"))).isEqualTo(Code.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"29, true", "33, false"})
    void aProviderIsConnectedWhileItsHeartbeatIsYoung(int secondsAgo, boolean connected) {
        var beat = Instant.now().minusSeconds(secondsAgo).getEpochSecond();
        var spec = InfraProviderHealthStatusSpec.newBuilder()
                .setLastHeartbeatTimestamp(Timestamp.newBuilder().setSeconds(beat))
                .build();
        provider.create(Resources.of(Kind.PROVIDER_HEALTH, "proxmox", Map.of(), spec), "");

        assertThat(omni.isConnected("proxmox")).isEqualTo(connected);
    }

    @Test
    void answersAgainAtTheSameEndpointAfterARestart() throws Exception {
        provider.create(own("a"), "");
        omni.stopListening();
        assertThat(Grpc.code(() -> provider.get(OWN, "a"))).isEqualTo(Code.UNAVAILABLE);

        omni.startListening();

        Fixture.eventually(() -> Grpc.code(() -> provider.get(OWN, "a")), code -> code == Code.OK);
    }

    private static Resource own(String id) {
        return Resources.of(OWN, id, Map.of(), MachineRequestSpec.getDefaultInstance());
    }

    private static Resource patch(String id) {
        return Resources.of(Kind.CONFIG_PATCH_REQUEST, id, Map.of(), ConfigPatchRequestSpec.getDefaultInstance());
    }
}
