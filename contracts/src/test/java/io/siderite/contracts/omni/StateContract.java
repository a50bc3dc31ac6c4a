package io.siderite.contracts.omni;

import static io.siderite.contracts.omni.OmniPeer.failure;
import static io.siderite.contracts.omni.OmniPeer.id;
import static io.siderite.contracts.omni.OmniPeer.value;
import static io.siderite.contracts.omni.OmniPeer.withFinalizer;
import static io.siderite.contracts.omni.OmniPeer.withLabel;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.siderite.omni.Answer;
import io.siderite.omni.Kinds;
import io.siderite.omni.Labels;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.CreateOptions;
import io.siderite.proto.cosi.CreateRequest;
import io.siderite.proto.cosi.UpdateOptions;
import io.siderite.proto.cosi.UpdateRequest;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** COSI's rules, as the server enforces them. */
interface StateContract extends OmniPeer {

    @Test
    default void aResourceIsKeptAsSent() {
        var created = created();

        var read = value(state().get(own(), id(created)));

        assertThat(read.getMetadata().getOwner()).isEqualTo(OWNER);
        assertThat(read.getMetadata().getPhase()).isEqualTo(Specs.RUNNING);
        assertThat(read.getMetadata().getLabelsMap()).containsEntry("label", "value");
        assertThat(read.getSpec().getProtoSpec()).isEqualTo(created.getSpec().getProtoSpec());
        assertThat(value(state().list(own()))).contains(read);
    }

    @Test
    default void anIdIsCreatedOnce() {
        assertThat(state().create(created(), OWNER)).isInstanceOf(Answer.Exists.class);
    }

    @Test
    default void whatIsNotThereIsNotFound() {
        var none = OmniPeer.unique();

        assertThat(state().get(own(), none)).isInstanceOf(Answer.NotFound.class);
        assertThat(state().update(own(), none, Optional.empty(), it -> withLabel(it, "a", "b")))
                .isInstanceOf(Answer.NotFound.class);
        assertThat(state().teardown(own(), none, OWNER)).isInstanceOf(Answer.NotFound.class);
        assertThat(state().destroy(own(), none, OWNER)).isInstanceOf(Answer.NotFound.class);
    }

    @Test
    default void anUpdateNamesTheCurrentVersion() throws InterruptedException {
        var first = created();
        value(state().update(own(), id(first), Optional.empty(), it -> withLabel(it, "second", "yes")));

        var stale = UpdateRequest.newBuilder()
                .setNewResource(first)
                .setOptions(UpdateOptions.newBuilder().setOwner(OWNER))
                .build();

        assertThat(failure(() -> wire().update(stale))).isEqualTo(Status.Code.FAILED_PRECONDITION);
    }

    @Test
    default void anUpdateThatLostTheRaceKeepsWhatTheOtherWrote() {
        var id = id(created());
        var raced = new AtomicBoolean();

        var updated = value(state().update(own(), id, Optional.of(Specs.RUNNING), mine -> {
            if (!raced.getAndSet(true)) {
                value(state().update(own(), id, Optional.empty(), other -> withFinalizer(other, "other")));
            }
            return withLabel(mine, "mine", "yes");
        }));

        assertThat(updated.getMetadata().getFinalizersList()).containsExactly("other");
        assertThat(updated.getMetadata().getLabelsMap())
                .containsEntry("mine", "yes")
                .containsEntry("label", "value");
        assertThat(updated.getMetadata().getOwner()).isEqualTo(OWNER);
    }

    @Test
    default void anUpdateReplacesTheMetadata() {
        var id = id(created());

        var updated = value(state().update(own(), id, Optional.empty(), it -> {
            var changed = it.toBuilder();
            changed.getMetadataBuilder().clearLabels().putLabels("new", "yes");
            return changed.build();
        }));

        assertThat(updated.getMetadata().getLabelsMap()).containsOnlyKeys("new");
    }

    @Test
    default void onlyTheOwnerWrites() throws InterruptedException {
        var created = created();
        var foreign = UpdateRequest.newBuilder()
                .setNewResource(withLabel(created, "a", "b"))
                .setOptions(UpdateOptions.newBuilder().setOwner("somebody"))
                .build();

        assertThat(failure(() -> wire().update(foreign))).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(state().destroy(own(), id(created), "somebody"))
                .isInstanceOfSatisfying(
                        Answer.Denied.class, answer -> assertThat(answer.why()).contains("is owned by"));
        assertThat(state().teardown(own(), id(created), "somebody")).isInstanceOf(Answer.Denied.class);
    }

    @Test
    default void anUpdateInAnotherPhaseIsRefused() throws InterruptedException {
        var created = created();
        var expecting = UpdateRequest.newBuilder()
                .setNewResource(created)
                .setOptions(UpdateOptions.newBuilder().setOwner(OWNER).setExpectedPhase(Specs.TEARING_DOWN))
                .build();

        assertThat(failure(() -> wire().update(expecting))).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    default void aVersionIsUndefinedOrANumber() throws InterruptedException {
        var made =
                Specs.resource(own(), OmniPeer.unique(), Map.of(), ConfigPatchRequestSpec.getDefaultInstance())
                        .toBuilder();
        made.getMetadataBuilder().setVersion("v1").setPhase(Specs.RUNNING);
        var request = CreateRequest.newBuilder()
                .setResource(made)
                .setOptions(CreateOptions.newBuilder().setOwner(OWNER))
                .build();

        assertThat(failure(() -> wire().create(request))).isNotEqualTo(Status.Code.OK);
    }

    @Test
    default void finalizersHoldAResource() {
        var id = id(created());
        value(state().update(own(), id, Optional.empty(), it -> withFinalizer(it, "contract")));

        assertThat(state().destroy(own(), id, OWNER)).isInstanceOf(Answer.Conflict.class);
        assertThat(value(state().teardown(own(), id, OWNER))).isFalse();
        assertThat(Specs.tearingDown(value(state().get(own(), id)))).isTrue();
        assertThat(state().destroy(own(), id, OWNER)).isInstanceOf(Answer.Conflict.class);

        value(state().update(own(), id, Optional.of(Specs.TEARING_DOWN), OmniPeer::withoutFinalizers));

        assertThat(value(state().teardown(own(), id, OWNER))).isTrue();
        assertThat(state().destroy(own(), id, OWNER)).isInstanceOf(Answer.Done.class);
        assertThat(state().get(own(), id)).isInstanceOf(Answer.NotFound.class);
    }

    @Test
    default void omniLabelsWhatIsOursInASharedNamespace() {
        var made = Specs.resource(
                Kinds.CONFIG_PATCH_REQUESTS, OmniPeer.unique(), Map.of(), ConfigPatchRequestSpec.getDefaultInstance());
        var created = value(state().create(made, OWNER));
        try {
            var read = value(state().get(Kinds.CONFIG_PATCH_REQUESTS, id(created)));
            assertThat(read.getMetadata().getLabelsMap())
                    .containsEntry(Labels.INFRA_PROVIDER_ID, endpoint().providerId());
        } finally {
            value(state().teardown(Kinds.CONFIG_PATCH_REQUESTS, id(created), OWNER));
            state().destroy(Kinds.CONFIG_PATCH_REQUESTS, id(created), OWNER);
        }
    }
}
