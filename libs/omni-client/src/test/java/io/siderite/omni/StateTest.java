package io.siderite.omni;

import static io.siderite.omni.TestingOmni.KIND;
import static io.siderite.omni.TestingOmni.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.siderite.proto.cosi.Resource;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StateTest {

    private final TestingOmni omni;
    private final OmniConnection connection;
    private final OmniState state;

    StateTest() throws IOException {
        omni = new TestingOmni();
        connection = omni.connect(TestingOmni.QUICK);
        state = connection.state();
    }

    @AfterEach
    void close() throws InterruptedException {
        connection.close();
        omni.close();
    }

    @Test
    void everyCallIsSigned() {
        omni.answers.add(resource("a", "1"));

        state.get(KIND, "a");

        var headers = omni.headers.remove();
        assertThat(headers.get(RequestSigner.PAYLOAD)).contains("\"method\":\"/cosi.resource.State/Get\"");
        assertThat(headers.get(RequestSigner.SIGNATURE)).startsWith("siderov1 infra-provider:proxmox ");
    }

    @Test
    void anUpdateSendsTheVersionThatWasReadAndKeepsWhatOthersWrote() {
        var stored = owned(resource("a", "7"), "someone");
        omni.answers.add(stored);
        omni.answers.add(resource("a", "8"));

        var answer = state.update(KIND, "a", Optional.empty(), it -> finalizer(it, "proxmox.ProvisionController"));

        assertThat(Done.value(answer).getMetadata().getVersion()).isEqualTo("8");
        var sent = omni.updates.remove();
        assertThat(sent.getNewResource()).isEqualTo(finalizer(stored, "proxmox.ProvisionController"));
        assertThat(sent.getOptions().getOwner()).isEqualTo("someone");
        assertThat(sent.getOptions().hasExpectedPhase()).isFalse();
    }

    @Test
    void anUpdateReadsAgainOnAConflict() {
        omni.answers.add(resource("a", "7"));
        omni.answers.add(Status.FAILED_PRECONDITION);
        omni.answers.add(resource("a", "8"));
        omni.answers.add(resource("a", "9"));

        var answer = state.update(KIND, "a", Optional.of("running"), it -> finalizer(it, "f"));

        assertThat(Done.value(answer).getMetadata().getVersion()).isEqualTo("9");
        assertThat(omni.updates)
                .extracting(update -> update.getNewResource().getMetadata().getVersion())
                .containsExactly("7", "8");
        assertThat(omni.updates)
                .allSatisfy(update ->
                        assertThat(update.getOptions().getExpectedPhase()).isEqualTo("running"));
    }

    @Test
    void anUpdateGivesUpAfterABoundedNumberOfConflicts() {
        for (int i = 0; i < 20; i++) {
            omni.answers.add(resource("a", "7"));
            omni.answers.add(Status.FAILED_PRECONDITION);
        }

        var answer = state.update(KIND, "a", Optional.empty(), it -> finalizer(it, "f"));

        assertThat(answer).isInstanceOf(Answer.Conflict.class);
        assertThat(omni.updates).hasSize(5);
    }

    @Test
    void aChangeThatChangesNothingWritesNothing() {
        omni.answers.add(resource("a", "7"));

        assertThat(Done.value(state.update(KIND, "a", Optional.empty(), it -> it))
                        .getMetadata()
                        .getVersion())
                .isEqualTo("7");
        assertThat(omni.updates).isEmpty();
    }

    @Test
    void anUpdateInAnotherPhaseIsRejected() {
        omni.answers.add(resource("a", "7"));

        var answer = state.update(KIND, "a", Optional.of("tearingDown"), it -> finalizer(it, "f"));

        assertThat(answer).isInstanceOf(Answer.Rejected.class);
        assertThat(answer.why()).contains("is running, not tearingDown");
        assertThat(omni.updates).isEmpty();
    }

    private static Resource finalizer(Resource resource, String name) {
        return resource.toBuilder()
                .setMetadata(resource.getMetadata().toBuilder().addFinalizers(name))
                .build();
    }

    private static Resource owned(Resource resource, String owner) {
        return resource.toBuilder()
                .setMetadata(resource.getMetadata().toBuilder()
                        .setOwner(owner)
                        .putLabels("k", "v")
                        .putAnnotations("n", "w")
                        .addFinalizers("other"))
                .build();
    }
}
