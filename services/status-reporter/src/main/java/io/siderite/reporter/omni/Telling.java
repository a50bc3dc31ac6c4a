package io.siderite.reporter.omni;

import io.siderite.omni.Answer;
import io.siderite.omni.ConfigPatch;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniState;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.reporter.core.Desired;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Round;
import io.siderite.reporter.core.Round.Versions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Tells Omni what it should say of a machine that it wants. Writes only what differs from what Omni has. */
final class Telling {

    private static final Optional<String> RUNNING = Optional.of(Specs.RUNNING);

    private final OmniState omni;
    private final ProviderNames names;

    private final Function<String, Optional<Set<String>>> patchesOf;

    Telling(OmniState omni, ProviderNames names, Function<String, Optional<Set<String>>> patchesOf) {
        this.omni = omni;
        this.names = names;
        this.patchesOf = patchesOf;
    }

    Round run(Machine machine, Desired desired) {
        // The status first: Omni makes a patch of a request only once it knows the machine by the status.
        Answer<Versions> told = status(machine.id(), desired.status())
                .then(status ->
                        patch(machine.id(), desired.patch()).map(patch -> new Versions(version(status), patch)));
        return told instanceof Answer.Done<Versions> done
                ? new Round.Settled(done.value())
                : new Round.Failed(told.why());
    }

    private Answer<Resource> status(String id, MachineRequestStatusSpec wanted) {
        Answer<Resource> updated =
                omni.update(Kinds.MACHINE_REQUEST_STATUSES, id, RUNNING, stored -> withStatus(stored, wanted));
        return switch (updated) {
            case Answer.NotFound<Resource> _ -> create(id, wanted);
            case Answer.Rejected<Resource> _ -> renew(id, wanted, updated);
            case Answer.Done<Resource> _,
                    Answer.Exists<Resource> _,
                    Answer.Conflict<Resource> _,
                    Answer.Denied<Resource> _,
                    Answer.Unauthenticated<Resource> _,
                    Answer.Unimplemented<Resource> _,
                    Answer.Unreachable<Resource> _ -> updated;
        };
    }

    // Somebody else tore the status of a machine down that Omni wants: it goes its way, and is made anew.
    private Answer<Resource> renew(String id, MachineRequestStatusSpec wanted, Answer<Resource> refusal) {
        return omni.get(Kinds.MACHINE_REQUEST_STATUSES, id).then(stored -> {
            if (!Specs.tearingDown(stored)) {
                return refusal;
            }
            if (stored.getMetadata().getFinalizersCount() > 0) {
                return new Answer.Conflict<>("somebody else tore the machine request status down; it is held by "
                        + String.join(", ", stored.getMetadata().getFinalizersList()) + " and made anew after that");
            }
            return omni.destroy(Kinds.MACHINE_REQUEST_STATUSES, id, names.provisionController())
                    .then(_ -> create(id, wanted));
        });
    }

    // Made with the request's own labels: Omni finds the status of a request and of a set by them.
    private Answer<Resource> create(String id, MachineRequestStatusSpec wanted) {
        Answer<Resource> request = omni.get(Kinds.MACHINE_REQUESTS, id);
        if (request instanceof Answer.NotFound<Resource>) {
            return new Answer.Conflict<>(
                    "the machine request " + id + " is not in Omni, and Omni never said that it was"
                            + " withdrawn (another Omni, or one restored from a backup?): its VM is left as it is");
        }
        return request.then(r -> omni.create(
                Specs.resource(
                        Kinds.MACHINE_REQUEST_STATUSES, id, r.getMetadata().getLabelsMap(), wanted),
                names.provisionController()));
    }

    private Answer<String> patch(String request, Optional<Desired.Patch> wanted) {
        if (wanted.isEmpty()) {
            return noPatch(request);
        }
        String id = wanted.get().id();
        return ConfigPatch.request(
                        names.providerId(), request, "network", wanted.get().data())
                .map(r -> r.toBuilder()
                        .setMetadata(r.getMetadata().toBuilder().setId(id))
                        .build())
                .then(fresh -> {
                    Answer<Resource> updated = omni.update(
                            Kinds.CONFIG_PATCH_REQUESTS,
                            id,
                            RUNNING,
                            stored -> withPatch(stored, wanted.get().data()));
                    return updated instanceof Answer.NotFound<Resource>
                            ? omni.create(fresh, names.provisionController())
                            : updated;
                })
                .map(Telling::version);
    }

    // One that is no longer needed; when Omni holds it, its watch wakes us to destroy it.
    private Answer<String> noPatch(String request) {
        String id = Desired.patchId(request);
        if (!patchesOf.apply(request).orElse(Set.of()).contains(id)) {
            return new Answer.Done<>("");
        }
        Answer<String> gone = omni.teardown(Kinds.CONFIG_PATCH_REQUESTS, id, names.provisionController())
                .then(ready -> ready
                        ? omni.destroy(Kinds.CONFIG_PATCH_REQUESTS, id, names.provisionController())
                                .then(_ -> new Answer.Done<>(""))
                        : new Answer.Done<>(""));
        return gone instanceof Answer.NotFound<String> ? new Answer.Done<>("") : gone;
    }

    // What a newer Omni has in the spec and we don't know stays in it.
    private static Resource withStatus(Resource stored, MachineRequestStatusSpec wanted) {
        Answer<MachineRequestStatusSpec> known = Specs.unpack(stored, MachineRequestStatusSpec.parser());
        if (!(known instanceof Answer.Done<MachineRequestStatusSpec> done)) {
            return Specs.with(stored, wanted);
        }
        MachineRequestStatusSpec next = done.value().toBuilder()
                .setId(wanted.getId().isEmpty() ? done.value().getId() : wanted.getId())
                .setStage(wanted.getStage())
                .setStatus(wanted.getStatus())
                .setError(wanted.getError())
                .build();
        return next.equals(done.value()) ? stored : Specs.with(stored, next);
    }

    private static Resource withPatch(Resource stored, String data) {
        Answer<ConfigPatchRequestSpec> known = Specs.unpack(stored, ConfigPatchRequestSpec.parser());
        boolean same = known instanceof Answer.Done<ConfigPatchRequestSpec> done
                && done.value().getData().equals(data)
                && done.value().getCompressedData().isEmpty();
        return same
                ? stored
                : Specs.with(
                        stored,
                        ConfigPatchRequestSpec.newBuilder().setData(data).build());
    }

    private static String version(Resource resource) {
        return resource.getMetadata().getVersion();
    }
}
