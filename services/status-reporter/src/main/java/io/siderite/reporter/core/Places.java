package io.siderite.reporter.core;

import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Placement;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.proto.events.v1.VmSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a machine is, read from what several services said of it: the newest placement counts, its VM before its plan. */
final class Places {

    private Places() {}

    private record Seen<T>(int attempt, long revision, T what) {
        static <T> Comparator<Seen<T>> newest() {
            return Comparator.<Seen<T>>comparingInt(Seen::attempt).thenComparingLong(Seen::revision);
        }
    }

    static Optional<VmIdentity> vm(Facts facts) {
        Optional<VmIdentity> deleted = facts.last(VmDeleted.class)
                .filter(s -> s.data().hasVm())
                .map(s -> s.data().getVm());
        if (deleted.isPresent()) {
            return deleted;
        }
        int planned = plan(facts).map(Seen::attempt).orElse(0);
        return vms(facts)
                .max(Seen.newest())
                .filter(vm -> vm.attempt() >= planned)
                .map(Seen::what);
    }

    static Optional<Place> of(Facts facts) {
        return vm(facts)
                .map(vm -> new Place(vm.getCluster(), vm.getNode()))
                .or(() -> plan(facts)
                        .map(p -> new Place(p.what().getCluster(), p.what().getNode())));
    }

    static List<String> storages(Facts facts) {
        return facts.last(VmCreated.class)
                .<List<String>>map(s -> s.data().getStoragesList())
                .filter(made -> !made.isEmpty())
                .or(() -> spec(facts)
                        .map(s ->
                                s.getDisksList().stream().map(Disk::getStorage).toList()))
                .orElse(List.of());
    }

    private static Optional<VmSpec> spec(Facts facts) {
        return facts.last(NetworkAllocated.class)
                .filter(s -> s.data().hasSpec())
                .map(s -> s.data().getSpec())
                .or(() -> facts.last(MachineEvaluated.class)
                        .filter(s -> s.data().hasSpec())
                        .map(s -> s.data().getSpec()));
    }

    private static Stream<Seen<VmIdentity>> vms(Facts facts) {
        Stream<Seen<VmIdentity>> steps = facts.steps()
                .filter(s -> s.data().hasVm())
                .map(s ->
                        new Seen<>(s.data().getAttempt(), s.revision(), s.data().getVm()));
        Stream<Seen<VmIdentity>> failed = facts.last(VmFailed.class).stream()
                .filter(s -> s.data().hasVm())
                .map(s ->
                        new Seen<>(s.data().getAttempt(), s.revision(), s.data().getVm()));
        Stream<Seen<VmIdentity>> created = facts.last(VmCreated.class).stream()
                .filter(s -> s.data().hasVm())
                .map(s ->
                        new Seen<>(s.data().getAttempt(), s.revision(), s.data().getVm()));
        return Stream.of(steps, failed, created).flatMap(s -> s);
    }

    // Two writers, so their revisions can't be compared: of one attempt, both name the same place.
    private static Optional<Seen<Placement>> plan(Facts facts) {
        Stream<Seen<Placement>> evaluated = facts.last(MachineEvaluated.class).stream()
                .filter(s -> s.data().hasPlacement())
                .map(s -> new Seen<>(s.data().getAttempt(), 0, s.data().getPlacement()));
        Stream<Seen<Placement>> allocated = facts.last(NetworkAllocated.class).stream()
                .filter(s -> s.data().hasPlacement())
                .map(s -> new Seen<>(s.data().getAttempt(), 0, s.data().getPlacement()));
        return Stream.concat(evaluated, allocated).max(Seen.newest());
    }
}
