package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.siderite.omnisim.controllers.ConfigPatches;
import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.omnisim.controllers.RequestStatuses;
import io.siderite.omnisim.controllers.Verdict;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestLifeTest {

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
    void aSetBecomesRequests() throws Exception {
        var requests = Fixture.requests(omni, provider, 3);

        assertThat(requests).allSatisfy(request -> {
            assertThat(Resources.id(request)).matches("talos-workers-[a-z0-9]{6}");
            assertThat(Resources.label(request, Labels.PROVIDER)).isEqualTo("proxmox");
            assertThat(Resources.label(request, Labels.MACHINE_REQUEST_SET)).isEqualTo("talos-workers");
            assertThat(request.getMetadata().getOwner()).isEmpty();
            var spec = MachineRequestSpec.parseFrom(request.getSpec().getProtoSpec());
            assertThat(spec.getTalosVersion()).isEqualTo("1.13.8");
            assertThat(spec.getProviderData()).isEqualTo("cores: 4");
        });
    }

    @Test
    void scalingDownAndDeletingTearsRequestsDownAndFinalizersHoldThem() {
        var requests = Fixture.requests(omni, provider, 2);
        // The newest goes first when a set shrinks; the list is in no order of age.
        var held = withFinalizer(requests.stream()
                .min(Comparator.comparing(request -> Instant.ofEpochSecond(
                        request.getMetadata().getCreated().getSeconds(),
                        request.getMetadata().getCreated().getNanos())))
                .orElseThrow());

        omni.applySet("talos-workers", "worker", 1, MachineTemplate.talos("1.13.8"));
        Fixture.eventually(() -> provider.list(Kind.MACHINE_REQUEST), left -> left.size() == 1);

        omni.deleteSet("talos-workers");
        var torn = Fixture.eventually(() -> provider.list(Kind.MACHINE_REQUEST).getFirst(), Resources::tearingDown);
        assertThat(Resources.id(torn)).isEqualTo(Resources.id(held));
        assertThat(omni.leftovers()).extracting(Resources::id).containsExactly(Resources.id(held));

        withoutFinalizers(torn);
        Fixture.eventually(() -> provider.list(Kind.MACHINE_REQUEST), List::isEmpty);
        assertThat(omni.leftovers()).isEmpty();
    }

    @Test
    void omniHoldsAStatusUntilTheNodeHasLeftItsCluster() {
        omni.leaveClusterDelay(Duration.ofMillis(600));
        var request = Resources.id(Fixture.requests(omni, provider, 1).getFirst());
        Fixture.status(provider, request, UUID.randomUUID().toString());
        Fixture.eventually(
                () -> finalizers(Kind.MACHINE_REQUEST_STATUS, request),
                held -> held.contains(RequestStatuses.FINALIZER));

        assertThat(provider.teardown(Kind.MACHINE_REQUEST_STATUS, request, Fixture.OWNER))
                .isFalse();
        assertThat(Grpc.code(() -> provider.destroy(Kind.MACHINE_REQUEST_STATUS, request, Fixture.OWNER)))
                .isEqualTo(Code.FAILED_PRECONDITION);

        Fixture.eventually(() -> finalizers(Kind.MACHINE_REQUEST_STATUS, request), List::isEmpty);
        assertThat(provider.teardown(Kind.MACHINE_REQUEST_STATUS, request, Fixture.OWNER))
                .isTrue();
        provider.destroy(Kind.MACHINE_REQUEST_STATUS, request, Fixture.OWNER);
    }

    @Test
    void aPatchRequestBecomesAPatchOnceTheMachineIsKnownAndIsNotValidated() {
        var request = Resources.id(Fixture.requests(omni, provider, 1).getFirst());
        var status = Fixture.status(provider, request, "");
        var patchId = request + "-storage";
        var spec = ConfigPatchRequestSpec.newBuilder().setData("{ broken").build();
        provider.create(
                Resources.of(Kind.CONFIG_PATCH_REQUEST, patchId, Map.of(Labels.MACHINE_REQUEST, request), spec), "");
        Fixture.eventually(
                () -> finalizers(Kind.CONFIG_PATCH_REQUEST, patchId), held -> held.contains(ConfigPatches.NAME));
        assertThat(omni.resources(Kind.CONFIG_PATCH.type())).isEmpty();

        var uuid = UUID.randomUUID().toString();
        var known = Fixture.eventually(
                () -> provider.get(Kind.MACHINE_REQUEST_STATUS, request),
                current -> current.getMetadata().getFinalizersCount() > 0)
                .toBuilder();
        known.getSpecBuilder()
                .setProtoSpec(MachineRequestStatusSpec.newBuilder()
                        .setId(uuid)
                        .build()
                        .toByteString());
        provider.update(known.build(), status.getMetadata().getOwner());

        var patch = Fixture.eventually(() -> omni.resources(Kind.CONFIG_PATCH.type()), found -> !found.isEmpty())
                .getFirst();
        assertThat(Resources.id(patch)).isEqualTo(patchId);
        assertThat(Resources.label(patch, Labels.MACHINE)).isEqualTo(uuid);
        assertThat(patch.getSpec().getProtoSpec()).isEqualTo(spec.toByteString());

        provider.teardown(Kind.CONFIG_PATCH_REQUEST, patchId, "");
        Fixture.eventually(() -> finalizers(Kind.CONFIG_PATCH_REQUEST, patchId), List::isEmpty);
        assertThat(omni.resources(Kind.CONFIG_PATCH.type())).isEmpty();
    }

    @Test
    void aDestroyedProvidersRequestsEndAtOnce() {
        var request = withFinalizer(Fixture.requests(omni, provider, 1).getFirst());

        try (var watched = Watched.of(provider, Kind.MACHINE_REQUEST, Watched.bootstrap())) {
            watched.await(EventType.BOOTSTRAPPED);
            omni.destroyProvider("proxmox");

            assertThat(Resources.id(watched.await(EventType.DESTROYED).getResource()))
                    .isEqualTo(Resources.id(request));
        }
    }

    @Test
    void anEditShowsAsANewVersionOfTheRequest() throws Exception {
        var request = Fixture.requests(omni, provider, 1).getFirst();

        omni.edit(Resources.id(request), spec -> spec.setProviderData("cores: 8"));

        var edited = provider.get(Kind.MACHINE_REQUEST, Resources.id(request));
        assertThat(edited.getMetadata().getVersion()).isEqualTo("2");
        assertThat(MachineRequestSpec.parseFrom(edited.getSpec().getProtoSpec()).getProviderData())
                .isEqualTo("cores: 8");
    }

    @Test
    void classesAreCheckedAgainstTheProvidersSchema() {
        assertThat(omni.applyClass("worker", "proxmox", "cores: 4").problems())
                .singleElement()
                .asString()
                .contains("not registered");
        Fixture.register(provider, Fixture.SCHEMA);

        assertThat(omni.applyClass("worker", "proxmox", "cores: 4")).isEqualTo(new Verdict.Accepted());
        assertThat(omni.applyClass("bad", "proxmox", "cores: 0\ncorse: 4\nvmid_range: 12")
                        .problems())
                .hasSize(3)
                .anyMatch(problem -> problem.contains("corse"))
                .anyMatch(problem -> problem.contains("/cores"));
        assertThat(omni.applyClass("bad", "proxmox", "vmid_range: from-to").problems())
                .containsExactly("provider data at /vmid_range: write FIRST-LAST");
        assertThat(omni.applySet("s", "bad", 1, MachineTemplate.talos("1.13.8")).problems())
                .containsExactly("machine class \"bad\" doesn't exist");
    }

    @Test
    void aLookaheadInTheSchemaBlocksEveryClass() {
        Fixture.register(provider, "{\"properties\": {\"node\": {\"pattern\": \"^(?!pve)\"}}}");

        assertThat(omni.applyClass("worker", "proxmox", "{}").problems())
                .singleElement()
                .asString()
                .contains("error parsing regexp");
    }

    private List<String> finalizers(Kind kind, String id) {
        return provider.get(kind, id).getMetadata().getFinalizersList();
    }

    private Resource withFinalizer(Resource request) {
        var changed = request.toBuilder();
        changed.getMetadataBuilder().addFinalizers(Fixture.OWNER);
        return provider.update(changed.build(), "");
    }

    private void withoutFinalizers(Resource request) {
        var changed = request.toBuilder();
        changed.getMetadataBuilder().clearFinalizers();
        provider.update(changed.build(), "");
    }
}
