package io.siderite.reporter.core;

import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.util.Optional;

/**
 * What Omni should say of a machine that it wants.
 *
 * @param status the MachineRequestStatus, of the request's own id
 * @param patch the ConfigPatchRequest for its network, where one is needed
 */
public record Desired(MachineRequestStatusSpec status, Optional<Patch> patch) {

    /**
     * A ConfigPatchRequest.
     *
     * @param data Talos machine configuration, YAML
     */
    public record Patch(String id, String data) {}

    /** What Omni should say; empty for a machine that is leaving: see {@link Teardown}. */
    public static Optional<Desired> of(Machine machine) {
        return switch (machine.stage()) {
            case Stage.Wanted stage ->
                Optional.of(new Desired(
                        status(machine, stage),
                        machine.talosPatch().map(data -> new Patch(patchId(machine.id()), data))));
            case Stage.Leaving _ -> Optional.empty();
        };
    }

    /** Id of the patch for a machine's network. Patch ids are global in Omni, so the request is in it. */
    public static String patchId(String request) {
        return "siderite-network-" + request;
    }

    private static MachineRequestStatusSpec status(Machine machine, Stage.Wanted stage) {
        return MachineRequestStatusSpec.newBuilder()
                // Known before the VM boots, so that Omni recognises it when it calls.
                .setId(machine.uuid().orElse(""))
                .setStage(stageInOmni(stage))
                .setStatus(words(stage))
                .setError(machine.error().orElse(""))
                .build();
    }

    // Waiting is no failure, so its reasons are not an error; but people must see them.
    private static String words(Stage.Wanted stage) {
        return stage instanceof Stage.Waiting waiting
                ? stage.words() + ": " + String.join("; ", waiting.reasons())
                : stage.words();
    }

    private static MachineRequestStatusSpec.Stage stageInOmni(Stage.Wanted stage) {
        return switch (stage) {
            case Stage.Requested _, Stage.Waiting _, Stage.Placed _, Stage.Allocated _, Stage.Creating _ ->
                MachineRequestStatusSpec.Stage.PROVISIONING;
            case Stage.Created _, Stage.Registered _ -> MachineRequestStatusSpec.Stage.PROVISIONED;
            case Stage.Refused _ -> MachineRequestStatusSpec.Stage.FAILED;
        };
    }
}
