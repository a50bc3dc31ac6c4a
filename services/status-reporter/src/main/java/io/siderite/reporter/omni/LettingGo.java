package io.siderite.reporter.omni;

import io.siderite.omni.Answer;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniState;
import io.siderite.omni.OmniState.Kind;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.Resource;
import io.siderite.reporter.core.Desired;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Milestone;
import io.siderite.reporter.core.Round;
import io.siderite.reporter.core.Round.Versions;
import io.siderite.reporter.core.Teardown;
import io.siderite.reporter.core.Teardown.Observed;
import io.siderite.reporter.core.Teardown.Remote;
import io.siderite.reporter.core.Teardown.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Lets a withdrawn machine go in Omni, in the order of {@link Teardown}: look, do the next step, look again. Only Omni's
 * own NOT_FOUND about the thing named counts as "it is gone"; any other failure ends the round, to be tried again.
 */
final class LettingGo {

    // Two steps a resource and the finalizer are a handful; who needs more is fought by somebody.
    private static final int STEPS = 20;

    private final OmniState omni;
    private final ProviderNames names;
    private final Function<String, Optional<Set<String>>> patchesOf;

    /**
     * @param patchesOf ids of the ConfigPatchRequests labelled with a request; empty while Omni has not told them
     */
    LettingGo(OmniState omni, ProviderNames names, Function<String, Optional<Set<String>>> patchesOf) {
        this.omni = omni;
        this.names = names;
        this.patchesOf = patchesOf;
    }

    private record Look(Observed observed, Versions versions) {
        static final Look NOTHING = new Look(Observed.NOTHING, Versions.NONE);
    }

    Round run(Machine machine) {
        for (int i = 0; i < STEPS; i++) {
            Answer<Look> look = look(machine);
            if (!(look instanceof Answer.Done<Look> seen)) {
                return new Round.Failed(look.why());
            }
            Step step = Teardown.next(machine, seen.value().observed());
            Optional<Round> end = switch (step) {
                case Step.TearDownPatch patch -> done(tearDown(Kinds.CONFIG_PATCH_REQUESTS, patch.id()));
                case Step.DestroyPatch patch -> done(destroy(Kinds.CONFIG_PATCH_REQUESTS, patch.id()));
                case Step.TearDownStatus _ -> done(tearDown(Kinds.MACHINE_REQUEST_STATUSES, machine.id()));
                case Step.DestroyStatus _ -> done(destroy(Kinds.MACHINE_REQUEST_STATUSES, machine.id()));
                case Step.AwaitOmni awaits ->
                    Optional.of(new Round.AwaitsOmni(awaits.what(), seen.value().versions()));
                case Step.Release _ -> Optional.of(new Round.Released());
                case Step.AwaitDeletion _ -> Optional.of(new Round.Settled(Versions.NONE));
                case Step.TakeFinalizerOff _ -> Optional.of(takeFinalizerOff(machine.id()));
            };
            if (end.isPresent()) {
                return end.get();
            }
        }
        return new Round.Failed("the resources of " + machine.id() + " in Omni do not stay torn down: does another"
                + " instance of this provider, or the reference provider, write them?");
    }

    private Answer<Look> look(Machine machine) {
        if (machine.timeline().has(Milestone.RELEASED)) {
            return new Answer.Done<>(Look.NOTHING);
        }
        Optional<Set<String>> labelled = patchesOf.apply(machine.id());
        if (labelled.isEmpty()) {
            return new Answer.Unreachable<>("Omni has not told its config patch requests yet");
        }
        String own = Desired.patchId(machine.id());
        Set<String> ids = new TreeSet<>(labelled.get());
        ids.add(own);
        Map<String, Remote> patches = new HashMap<>();
        String ownVersion = "";
        for (String id : ids) {
            Answer<Optional<Resource>> patch = find(Kinds.CONFIG_PATCH_REQUESTS, id);
            if (!(patch instanceof Answer.Done<Optional<Resource>> found)) {
                return patch.failure();
            }
            patches.put(id, remote(found.value()));
            ownVersion = id.equals(own) ? version(found.value()) : ownVersion;
        }
        String patchVersion = ownVersion;
        return find(Kinds.MACHINE_REQUEST_STATUSES, machine.id())
                .map(status ->
                        new Look(new Observed(patches, remote(status)), new Versions(version(status), patchVersion)));
    }

    private Answer<Optional<Resource>> find(Kind kind, String id) {
        Answer<Resource> got = omni.get(kind, id);
        return got instanceof Answer.NotFound<Resource> ? new Answer.Done<>(Optional.empty()) : got.map(Optional::of);
    }

    private Answer<?> tearDown(Kind kind, String id) {
        return omni.teardown(kind, id, names.provisionController());
    }

    private Answer<?> destroy(Kind kind, String id) {
        return omni.destroy(kind, id, names.provisionController());
    }

    // Gone already, or changed under our hands: the next look tells.
    private static Optional<Round> done(Answer<?> answer) {
        return switch (answer) {
            case Answer.Done<?> _, Answer.NotFound<?> _, Answer.Conflict<?> _ -> Optional.empty();
            case Answer.Exists<?> _,
                    Answer.Rejected<?> _,
                    Answer.Denied<?> _,
                    Answer.Unauthenticated<?> _,
                    Answer.Unimplemented<?> _,
                    Answer.Unreachable<?> _ -> Optional.of(new Round.Failed(answer.why()));
        };
    }

    private Round takeFinalizerOff(String id) {
        Answer<Resource> off = omni.update(
                Kinds.MACHINE_REQUESTS, id, Optional.empty(), request -> without(request, names.provisionController()));
        return switch (off) {
            // Missing: its finalizers were stripped, as when the provider is deleted in Omni.
            case Answer.Done<Resource> _, Answer.NotFound<Resource> _ -> new Round.Gone();
            case Answer.Exists<Resource> _,
                    Answer.Conflict<Resource> _,
                    Answer.Rejected<Resource> _,
                    Answer.Denied<Resource> _,
                    Answer.Unauthenticated<Resource> _,
                    Answer.Unimplemented<Resource> _,
                    Answer.Unreachable<Resource> _ -> new Round.Failed(off.why());
        };
    }

    private static Resource without(Resource request, String finalizer) {
        if (!request.getMetadata().getFinalizersList().contains(finalizer)) {
            return request;
        }
        var metadata = request.getMetadata().toBuilder().clearFinalizers();
        request.getMetadata().getFinalizersList().stream()
                .filter(f -> !f.equals(finalizer))
                .forEach(metadata::addFinalizers);
        return request.toBuilder().setMetadata(metadata).build();
    }

    private static Remote remote(Optional<Resource> resource) {
        if (resource.isEmpty()) {
            return new Remote.Absent();
        }
        return Specs.tearingDown(resource.get())
                ? new Remote.TearingDown(resource.get().getMetadata().getFinalizersList())
                : new Remote.Living();
    }

    private static String version(Optional<Resource> resource) {
        return resource.map(r -> r.getMetadata().getVersion()).orElse("");
    }
}
