package io.siderite.provisioner.testing;

import io.siderite.eventing.Event;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.images.BootImages;
import io.siderite.provisioner.images.ImageClaims;
import io.siderite.provisioner.images.IsoCopy;
import io.siderite.provisioner.reconcile.Machine;
import io.siderite.provisioner.reconcile.Machine.Change;
import io.siderite.provisioner.reconcile.Machines;
import io.siderite.provisioner.reconcile.Vmids;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The provisioner's tables, in memory: they survive a {@link Crash}. */
public final class MemoryMachines implements Machines, Vmids, ImageClaims {

    private final Map<String, Machine> rows = new TreeMap<>();

    private record Held(String requestId, String upid, Claim.Failed last, Instant until) {}

    private static final Claim.Failed NEVER = new Claim.Failed("", new Failure(Failure.Kind.LOCKED, ""));

    private final InstantSource clock;
    private final Map<IsoCopy, Held> claims = new HashMap<>();
    private final Map<String, Integer> held = new HashMap<>();
    private final Set<Integer> everUsed = new HashSet<>();
    private final List<Event> published = new ArrayList<>();

    public MemoryMachines() {
        this(InstantSource.system());
    }

    public MemoryMachines(InstantSource clock) {
        this.clock = clock;
    }

    public List<Event> published() {
        return published;
    }

    public Vm vm(String requestId) {
        return rows.getOrDefault(requestId, Machine.unknown(requestId)).vm();
    }

    @Override
    public <T> T change(Set<String> requestIds, Function<Map<String, Machine>, Changes<T>> decide) {
        Map<String, Machine> locked = new HashMap<>(rows);
        locked.keySet().retainAll(requestIds);
        Changes<T> changes = decide.apply(locked);
        for (Change change : changes.changes()) {
            Machine after = change.machine();
            Vm before = vm(after.requestId());
            if (before.needsImage()) {
                follow(after.requestId(), before, after.vm());
            }
            if (before.vmid() != 0 && before.vmid() != after.vm().vmid()) {
                held.remove(after.requestId());
            }
            rows.put(after.requestId(), after);
            published.addAll(change.events());
        }
        return changes.result();
    }

    @Override
    public List<Wakeup> wakeups(Set<String> ours, Set<String> configured) {
        List<Wakeup> wakeups = new ArrayList<>();
        for (Machine machine : rows.values()) {
            switch (machine.vm()) {
                case Vm.Making making ->
                    wakeups.add(
                            new Wakeup(machine.requestId(), making.progress().nextAt()));
                case Vm.Removing removing ->
                    wakeups.add(
                            new Wakeup(machine.requestId(), removing.progress().nextAt()));
                case Vm other -> {
                    // Nothing is to be done for it.
                }
            }
        }
        wakeups.sort(Comparator.comparing(Wakeup::at));
        return wakeups;
    }

    @Override
    public List<Plan> settled(String cluster, Instant before) {
        return List.of();
    }

    @Override
    public Draw draw(String cluster, String requestId, VmidRange range, Set<Integer> used) {
        Integer mine = held.get(requestId);
        if (mine != null) {
            return new Draw.Drawn(mine);
        }
        OptionalInt free = IntStream.rangeClosed(range.from(), range.to())
                .filter(vmid -> !used.contains(vmid) && !everUsed.contains(vmid))
                .findFirst();
        if (free.isEmpty()) {
            return new Draw.Exhausted(Set.copyOf(held.values()), Map.of());
        }
        hold(cluster, requestId, free.getAsInt());
        return new Draw.Drawn(free.getAsInt());
    }

    @Override
    public void hold(String cluster, String requestId, int vmid) {
        held.put(requestId, vmid);
        everUsed.add(vmid);
    }

    @Override
    public Claim look(IsoCopy image, String requestId) {
        Held held = claims.getOrDefault(image, new Held("", "", NEVER, Instant.MIN));
        if (held.requestId().equals(requestId)) {
            return new Claim.Ours(held.upid());
        }
        if (!held.requestId().isEmpty()) {
            return new Claim.Others();
        }
        if (!held.upid().isEmpty()) {
            return new Claim.Left(held.upid());
        }
        boolean counts = held.until().isAfter(clock.instant())
                && !held.last().requestId().equals(requestId);
        return counts ? held.last() : new Claim.Free();
    }

    @Override
    public boolean claim(IsoCopy image, String requestId) {
        Held held = claims.compute(
                image,
                (_, had) -> had == null
                        ? new Held(requestId, "", NEVER, Instant.MIN)
                        : had.requestId().isEmpty() ? new Held(requestId, had.upid(), had.last(), had.until()) : had);
        return held.requestId().equals(requestId);
    }

    @Override
    public void failed(IsoCopy image, String requestId, Failure failure) {
        claims.computeIfPresent(
                image,
                (_, had) -> had.requestId().equals(requestId)
                        ? new Held(
                                "",
                                "",
                                new Claim.Failed(requestId, failure),
                                clock.instant().plus(BootImages.counts(failure.kind())))
                        : had);
    }

    private void follow(String requestId, Vm before, Vm after) {
        if (after instanceof Vm.Making making && after.mayBringImage()) {
            claims.replaceAll((_, held) -> held.requestId().equals(requestId)
                    ? new Held(requestId, making.progress().upid(), held.last(), held.until())
                    : held);
        } else if (before instanceof Vm.Making making && making.progress().inTask() && !(after instanceof Vm.Making)) {
            claims.replaceAll((_, held) ->
                    held.requestId().equals(requestId) ? new Held("", held.upid(), held.last(), held.until()) : held);
        } else {
            claims.values().removeIf(held -> held.requestId().equals(requestId));
        }
    }
}
