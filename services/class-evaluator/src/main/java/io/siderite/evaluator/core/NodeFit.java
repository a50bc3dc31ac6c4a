package io.siderite.evaluator.core;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.machineclass.StorageFacts;
import io.siderite.machineclass.StorageSelector.Match;
import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether one node can take the machine, and on which storages; every reason why it can't. */
final class NodeFit {

    /** What came of it. */
    sealed interface Result {
        record Fits(NodeLoad load, List<String> storages, String isoStorage) implements Result {}

        record Refused(List<String> reasons) implements Result {}
    }

    /** Bytes: a boot image, the cidata beside it, and an image that comes next. */
    private static final long ISO_ROOM = 2L << 30;

    private final MachineClass machineClass;
    private final NodeInventory node;
    private final NodeLoad load;
    private final List<String> reasons = new ArrayList<>();

    private NodeFit(MachineClass machineClass, NodeLoad load) {
        this.machineClass = machineClass;
        this.node = load.node();
        this.load = load;
    }

    static Result of(MachineClass machineClass, NodeLoad load) {
        return new NodeFit(machineClass, load).look();
    }

    private Result look() {
        if (!node.getOnline()) {
            // Nothing else that is known of an offline node can be relied on.
            return new Result.Refused(List.of("is offline"));
        }
        if (node.getMaintenance()) {
            reasons.add("is in maintenance");
        }
        cpus();
        memory();
        bridges();
        var iso = isoStorage();
        var storages = storages();
        return reasons.isEmpty() ? new Result.Fits(load, storages, iso.orElseThrow()) : new Result.Refused(reasons);
    }

    private void cpus() {
        if (node.getCpus() > 0 && machineClass.compute().cpus() > node.getCpus()) {
            reasons.add("has %d CPUs, asked are %d"
                    .formatted(node.getCpus(), machineClass.compute().cpus()));
        }
    }

    private void memory() {
        if (machineClass.compute().memory() > load.freeMemory()) {
            reasons.add("memory: asked %s, free %s of %s (%s stay with the host, %s are its VMs', %s are promised)"
                    .formatted(
                            Gib.of(machineClass.compute().memory()),
                            Gib.of(Math.max(0, load.freeMemory())),
                            Gib.of(node.getMemoryTotal()),
                            Gib.of(load.reserve()),
                            Gib.of(load.vms()),
                            Gib.of(load.promised())));
        }
    }

    /** An empty list means that the bridges could not be read, not that there are none. */
    private void bridges() {
        if (node.getBridgesCount() == 0) {
            return;
        }
        for (var name : machineClass.nics().stream().map(Nic::bridge).distinct().toList()) {
            var bridge = node.getBridgesList().stream()
                    .filter(b -> b.getName().equals(name))
                    .findFirst();
            if (bridge.isEmpty()) {
                reasons.add("has no bridge %s (it has %s)"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        node.getBridgesList().stream()
                                                .map(BridgeState::getName)
                                                .toList())));
            } else if (!bridge.get().getActive()) {
                reasons.add("bridge " + name + " is not active");
            }
        }
    }

    /** The cluster's preferred one, else the node's own directory: of those with room for a boot image. */
    private Optional<String> isoStorage() {
        var accepting = node.getStoragesList().stream()
                .filter(s ->
                        s.getActive() && s.getEnabled() && s.getContentList().contains("iso"))
                .toList();
        var storage = accepting.stream()
                .filter(s -> room(s) >= ISO_ROOM)
                .min(Comparator.comparing((StorageState s) -> !s.getName().equals(node.getIsoStorage()))
                        .thenComparing(s -> !s.getType().equals("dir"))
                        .thenComparing(StorageState::getShared)
                        .thenComparing(s -> -s.getAvailable())
                        .thenComparing(StorageState::getName));
        if (accepting.isEmpty()) {
            reasons.add("has no active storage that accepts iso");
        } else if (storage.isEmpty()) {
            reasons.add("has no storage with the %s that a boot image takes: %s"
                    .formatted(
                            Gib.of(ISO_ROOM),
                            accepting.stream()
                                    .map(s -> s.getName() + " has " + Gib.of(room(s)))
                                    .collect(Collectors.joining(", "))));
        }
        return storage.map(StorageState::getName);
    }

    /** Names of the storages of the disks, in order; with a reason, and empty, where they do not fit. */
    private List<String> storages() {
        var candidates = new ArrayList<Set<Integer>>();
        for (int i = 0; i < machineClass.disks().size(); i++) {
            candidates.add(candidates(i, machineClass.disks().get(i)));
        }
        if (candidates.stream().anyMatch(Set::isEmpty)) {
            return List.of();
        }
        var sizes = machineClass.disks().stream().map(Disk::size).toList();
        var room = node.getStoragesList().stream().map(this::room).toList();
        return switch (DiskFit.find(sizes, candidates, room)) {
            case DiskFit.Result.Fits fits ->
                fits.storages().stream()
                        .map(index -> node.getStorages(index).getName())
                        .toList();
            case DiskFit.Result.DoesNotFit _ -> {
                reasons.add("storage: each disk would fit, but not all of them together");
                yield List.of();
            }
            case DiskFit.Result.GaveUp _ -> {
                reasons.add("storage: too many ways to spread the disks; give them narrower selectors");
                yield List.of();
            }
        };
    }

    private Set<Integer> candidates(int index, Disk disk) {
        var fitting = new HashSet<Integer>();
        var refusals = new ArrayList<String>();
        for (int i = 0; i < node.getStoragesCount(); i++) {
            var refusal = refusal(node.getStorages(i), disk);
            if (refusal.isEmpty()) {
                fitting.add(i);
            } else {
                refusals.add(node.getStorages(i).getName() + ": " + refusal.get());
            }
        }
        if (fitting.isEmpty()) {
            reasons.add("no storage for disk %d of %s (selector %s): %s"
                    .formatted(
                            index,
                            Gib.of(disk.size()),
                            disk.selector().text(),
                            refusals.isEmpty() ? "the node has none" : String.join("; ", refusals)));
        }
        return fitting;
    }

    /** Why the storage can't hold the disk; empty: it can. */
    private Optional<String> refusal(StorageState storage, Disk disk) {
        if (!storage.getEnabled()) {
            return Optional.of("is disabled");
        }
        if (!storage.getActive()) {
            return Optional.of("is not active");
        }
        if (!storage.getContentList().contains("images")) {
            return Optional.of("does not accept images");
        }
        return switch (disk.selector().matches(facts(storage))) {
            case Match.No _ -> Optional.of("the selector is false");
            case Match.Fails fails -> Optional.of("the selector fails: " + fails.why());
            case Match.Yes _ -> tooSmall(storage, disk);
        };
    }

    private Optional<String> tooSmall(StorageState storage, Disk disk) {
        long lacking = disk.size() - room(storage);
        return lacking <= 0
                ? Optional.empty()
                : Optional.of("is too small by %s (%s available, %s promised)"
                        .formatted(Gib.of(lacking), Gib.of(storage.getAvailable()), Gib.of(load.promisedOf(storage))));
    }

    private long room(StorageState storage) {
        return Math.max(0, storage.getAvailable() - load.promisedOf(storage));
    }

    private StorageFacts facts(StorageState storage) {
        return new StorageFacts(
                storage.getName(),
                node.getNode(),
                node.getCluster(),
                storage.getType(),
                room(storage),
                storage.getTotal(),
                storage.getShared(),
                storage.getContentList());
    }
}
