package io.siderite.provisioner.testing;

import io.siderite.eventing.Event;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.reconcile.ImageClaims;
import io.siderite.provisioner.reconcile.Machine;
import io.siderite.provisioner.reconcile.Machine.Change;
import io.siderite.provisioner.reconcile.Machines;
import io.siderite.provisioner.reconcile.Vmids;
import java.time.Instant;
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
    private final Map<String, String> claims = new HashMap<>();
    private final Map<String, Integer> held = new HashMap<>();
    private final Set<Integer> everUsed = new HashSet<>();
    private final List<Event> published = new ArrayList<>();

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
            if (before.needsImage() && !after.vm().mayBringImage()) {
                claims.values().removeIf(after.requestId()::equals);
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
    public OptionalInt draw(String cluster, String requestId, Set<Integer> used) {
        Integer mine = held.get(requestId);
        if (mine != null) {
            return OptionalInt.of(mine);
        }
        OptionalInt free = IntStream.rangeClosed(5000, 5999)
                .filter(vmid -> !used.contains(vmid) && !everUsed.contains(vmid))
                .findFirst();
        free.ifPresent(vmid -> hold(cluster, requestId, vmid));
        return free;
    }

    @Override
    public void hold(String cluster, String requestId, int vmid) {
        held.put(requestId, vmid);
        everUsed.add(vmid);
    }

    @Override
    public boolean busy(String cluster, String place, String storage, String filename, String requestId) {
        String holder = claims.get(place + "/" + storage + "/" + filename);
        return holder != null && !holder.equals(requestId);
    }

    @Override
    public boolean claim(String cluster, String place, String storage, String filename, String requestId) {
        return requestId.equals(claims.computeIfAbsent(place + "/" + storage + "/" + filename, _ -> requestId));
    }
}
