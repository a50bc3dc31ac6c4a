package io.siderite.contracts.omni;

import static io.siderite.contracts.omni.OmniPeer.id;
import static io.siderite.contracts.omni.OmniPeer.value;
import static io.siderite.contracts.omni.OmniPeer.withFinalizer;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omni.Answer;
import io.siderite.omni.Kinds;
import io.siderite.omni.Labels;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniState;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Specs;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.omnisim.controllers.Verdict;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.InfraProviderStatusSpec;
import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a machine request, from a class to the last finalizer: the order that everything of ours relies on. */
class OmniRequestLifeTest {

    private static final ProviderNames NAMES = new ProviderNames(SimulatedOmni.PROVIDER);
    private static final String US = NAMES.provisionController();

    private final SimulatedOmni omni = SimulatedOmni.start(OmniSimOptions.defaults());
    private final OmniConnection connection = OmniConnection.open(omni.endpoint());
    private final OmniState state = connection.state();

    @AfterEach
    void stop() {
        connection.close();
        omni.close();
    }

    @Test
    void aClassNeedsAProviderThatHasRegistered() {
        assertThat(omni.sim().applyClass("worker", SimulatedOmni.PROVIDER, "cores: 2\n"))
                .isInstanceOf(Verdict.Refused.class);

        register();

        assertThat(omni.sim().applyClass("worker", SimulatedOmni.PROVIDER, "cores: 2\n"))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void onlyFinalizersOfARequestAreOurs() {
        var request = requested();

        var held =
                value(state.update(Kinds.MACHINE_REQUESTS, id(request), Optional.empty(), it -> withFinalizer(it, US)));
        var edited = state.update(
                Kinds.MACHINE_REQUESTS,
                id(request),
                Optional.empty(),
                it -> Specs.with(
                        it,
                        MachineRequestSpec.newBuilder().setTalosVersion("0.0.1").build()));

        assertThat(held.getMetadata().getFinalizersList()).contains(US);
        assertThat(held.getMetadata().getOwner())
                .isEqualTo(request.getMetadata().getOwner());
        assertThat(edited).isInstanceOf(Answer.Denied.class);
    }

    @Test
    void theStatusWaitsForOmnisFinalizerAndTheRequestForOurs() throws InterruptedException {
        var request = id(requested());
        value(state.update(Kinds.MACHINE_REQUESTS, request, Optional.empty(), it -> withFinalizer(it, US)));
        value(state.create(status(request), US));
        eventually(() -> finalizers(Kinds.MACHINE_REQUEST_STATUSES, request).size() == 1);

        omni.sim().applySet("workers", "worker", 0, MachineTemplate.talos("1.11.0"));
        eventually(() -> Specs.tearingDown(value(state.get(Kinds.MACHINE_REQUESTS, request))));

        assertThat(value(state.teardown(Kinds.MACHINE_REQUEST_STATUSES, request, US)))
                .isFalse();
        assertThat(state.destroy(Kinds.MACHINE_REQUEST_STATUSES, request, US)).isInstanceOf(Answer.Conflict.class);
        eventually(() -> value(state.teardown(Kinds.MACHINE_REQUEST_STATUSES, request, US)));
        assertThat(state.destroy(Kinds.MACHINE_REQUEST_STATUSES, request, US)).isInstanceOf(Answer.Done.class);
        assertThat(state.get(Kinds.MACHINE_REQUESTS, request)).isInstanceOf(Answer.Done.class);

        value(state.update(Kinds.MACHINE_REQUESTS, request, Optional.empty(), OmniPeer::withoutFinalizers));

        eventually(() -> state.get(Kinds.MACHINE_REQUESTS, request) instanceof Answer.NotFound);
    }

    private void register() {
        var status = InfraProviderStatusSpec.newBuilder()
                .setName("Proxmox")
                .setSchema("{\"type\":\"object\",\"properties\":{\"cores\":{\"type\":\"integer\"}}}")
                .build();
        value(state.create(
                Specs.resource(Kinds.INFRA_PROVIDER_STATUSES, SimulatedOmni.PROVIDER, Map.of(), status), US));
    }

    private Resource requested() {
        register();
        assertThat(omni.sim()
                        .applyClass("worker", SimulatedOmni.PROVIDER, "cores: 2\n")
                        .problems())
                .isEmpty();
        assertThat(omni.sim()
                        .applySet("workers", "worker", 1, MachineTemplate.talos("1.11.0"))
                        .problems())
                .isEmpty();
        var requests = value(state.list(Kinds.MACHINE_REQUESTS));
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().getMetadata().getLabelsMap())
                .containsEntry(Labels.INFRA_PROVIDER_ID, SimulatedOmni.PROVIDER);
        return requests.getFirst();
    }

    private static Resource status(String request) {
        var spec = MachineRequestStatusSpec.newBuilder()
                .setStage(MachineRequestStatusSpec.Stage.PROVISIONING)
                .build();
        return Specs.resource(Kinds.MACHINE_REQUEST_STATUSES, request, Map.of(Labels.MACHINE_REQUEST, request), spec);
    }

    private List<String> finalizers(OmniState.Kind kind, String id) {
        return value(state.get(kind, id)).getMetadata().getFinalizersList();
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        var until = System.nanoTime() + 15_000_000_000L;
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
