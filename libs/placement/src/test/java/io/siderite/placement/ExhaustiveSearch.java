package io.siderite.placement;

import static io.siderite.placement.TestingCluster.GIB;

import io.siderite.machineclass.MachineClass.AntiAffinity;
import io.siderite.machineclass.MachineClass.Efi;
import io.siderite.machineclass.StorageFacts;
import io.siderite.machineclass.StorageSelector;
import io.siderite.machineclass.StorageSelector.Match;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proto.events.v1.VmState;
import java.util.ArrayList;
import java.util.List;

/** Whether a node of a {@link RandomWorld} can take a machine, by trying every way: slow, and easy to believe. */
final class ExhaustiveSearch {

    private record Wanted(long size, StorageSelector selector) {}

    private final Ask ask;
    private final NodeInventory node;
    private final List<Reservation> promised;
    private final List<Wanted> wanted = new ArrayList<>();

    ExhaustiveSearch(Ask ask, NodeInventory node, List<Reservation> promised) {
        this.ask = ask;
        this.node = node;
        this.promised = promised;
        ask.machineClass().disks().forEach(disk -> wanted.add(new Wanted(disk.size(), disk.selector())));
        ask.machineClass()
                .firmware()
                .efi()
                .flatMap(Efi::selector)
                .ifPresent(selector -> wanted.add(new Wanted(8L << 20, selector)));
    }

    boolean finds() {
        return node.getOnline() && memory() && cpus() && apart() && disks(0, room());
    }

    private boolean memory() {
        long vms = node.getVmsList().stream()
                .filter(VmState::getRunning)
                .mapToLong(VmState::getMemory)
                .sum();
        long here = here().stream().mapToLong(Reservation::memory).sum();
        long reserve = Math.max(2 * GIB, node.getMemoryTotal() / 20);
        return ask.memory() <= node.getMemoryTotal() - reserve - vms - here;
    }

    private boolean cpus() {
        int vms = node.getVmsList().stream()
                .filter(VmState::getRunning)
                .mapToInt(VmState::getCpus)
                .sum();
        int here = here().stream().mapToInt(Reservation::cpus).sum();
        return ask.cpus() <= node.getCpus() && ask.cpus() + vms + here <= node.getCpus() * 4;
    }

    private boolean apart() {
        return ask.placing().antiAffinity() == AntiAffinity.SOFT
                || ask.set().isEmpty()
                || (here().stream().noneMatch(r -> r.requestSet().equals(ask.set()))
                        && node.getVmsList().stream()
                                .noneMatch(vm -> vm.getRequestSet().equals(ask.set())));
    }

    private boolean disks(int next, long[] room) {
        if (next == wanted.size()) {
            return true;
        }
        for (int i = 0; i < room.length; i++) {
            if (room[i] >= wanted.get(next).size() && accepts(node.getStorages(i), wanted.get(next))) {
                room[i] -= wanted.get(next).size();
                boolean found = disks(next + 1, room);
                room[i] += wanted.get(next).size();
                if (found) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean accepts(StorageState storage, Wanted one) {
        var facts = new StorageFacts(
                storage.getName(),
                node.getNode(),
                node.getCluster(),
                storage.getType(),
                roomOf(storage),
                storage.getTotal(),
                storage.getShared(),
                storage.getContentList());
        return storage.getContentList().contains("images") && one.selector().matches(facts) instanceof Match.Yes;
    }

    private long[] room() {
        return node.getStoragesList().stream().mapToLong(this::roomOf).toArray();
    }

    private long roomOf(StorageState storage) {
        return storage.getAvailable()
                - (storage.getShared() ? promised : here())
                        .stream()
                                .mapToLong(r -> r.storages().getOrDefault(storage.getName(), 0L))
                                .sum();
    }

    private List<Reservation> here() {
        return promised.stream().filter(r -> r.place().equals(Place.of(node))).toList();
    }
}
