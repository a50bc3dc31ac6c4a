package io.siderite.placement;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Efi;
import io.siderite.machineclass.StorageFacts;
import io.siderite.machineclass.StorageSelector;
import io.siderite.machineclass.StorageSelector.Match;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** On which storages of one node a machine fits; every reason why it does not. */
final class StorageFit {

    /** Bytes that an EFI or TPM state disk takes at most, whatever size Proxmox is told. */
    static final long FIRMWARE_DISK = 4L << 20;

    /** What came of it. */
    sealed interface Result {
        record Fits(Storages storages) implements Result {}

        /** @param reasons in words that follow the node's name */
        record Refused(List<String> reasons) implements Result {}
    }

    /** Something that needs a storage. */
    private record Wanted(String what, long size, StorageSelector selector) {}

    private final Ask ask;
    private final NodeInventory node;
    private final Place place;
    private final Ledger ledger;
    private final LeftOut leftOut;
    private final List<String> reasons = new ArrayList<>();

    private StorageFit(Ask ask, NodeInventory node, Ledger ledger, LeftOut leftOut) {
        this.ask = ask;
        this.node = node;
        this.place = Place.of(node);
        this.ledger = ledger;
        this.leftOut = leftOut;
    }

    static Result of(Ask ask, NodeInventory node, Ledger ledger, LeftOut leftOut) {
        return new StorageFit(ask, node, ledger, leftOut).look();
    }

    private Result look() {
        var iso = IsoFit.choose(ask, node, ledger, leftOut, reasons);
        var names = disks();
        if (!reasons.isEmpty()) {
            return new Result.Refused(reasons);
        }
        int disks = ask.machineClass().disks().size();
        var firmware = firmwareBytes() == 0 ? "" : names.size() > disks ? names.getLast() : names.getFirst();
        return new Result.Fits(new Storages(names.subList(0, disks), firmware, iso.orElseThrow()));
    }

    /** Names of the storages of all that is wanted, in order; with a reason, and empty, where they do not fit. */
    private List<String> disks() {
        var wanted = wanted();
        var candidates = new ArrayList<Set<Integer>>();
        for (var one : wanted) {
            candidates.add(candidates(one));
        }
        if (candidates.stream().anyMatch(Set::isEmpty)) {
            return List.of();
        }
        var room = node.getStoragesList().stream().map(this::room).toList();
        return switch (fit(wanted.stream().map(Wanted::size).toList(), candidates, room)) {
            case DiskFit.Result.Fits fits ->
                fits.storages().stream()
                        .map(index -> node.getStorages(index).getName())
                        .toList();
            case DiskFit.Result.DoesNotFit _ -> {
                reasons.add("has a storage for each disk, but not for all of them together: asked %s, %s"
                        .formatted(
                                Gib.of(wanted.stream().mapToLong(Wanted::size).sum()),
                                candidates.stream()
                                        .flatMap(Set::stream)
                                        .distinct()
                                        .sorted()
                                        .map(i -> node.getStorages(i).getName() + " has " + Gib.of(room.get(i)))
                                        .collect(Collectors.joining(", "))));
                yield List.of();
            }
            case DiskFit.Result.GaveUp _ -> {
                reasons.add("has too many ways to spread the disks over its storages: give them narrower selectors");
                yield List.of();
            }
        };
    }

    /** Under HA each disk goes on a shared storage, where it may and all of them fit so. */
    private DiskFit.Result fit(List<Long> sizes, List<Set<Integer>> candidates, List<Long> room) {
        if (ask.highlyAvailable()
                && DiskFit.find(sizes, sharedWherePossible(candidates), room) instanceof DiskFit.Result.Fits fits) {
            return fits;
        }
        return DiskFit.find(sizes, candidates, room);
    }

    private List<Set<Integer>> sharedWherePossible(List<Set<Integer>> candidates) {
        return candidates.stream()
                .map(all -> {
                    var shared = all.stream()
                            .filter(index -> node.getStorages(index).getShared())
                            .collect(Collectors.toSet());
                    return shared.isEmpty() ? all : shared;
                })
                .toList();
    }

    /** The disks of the class, and those of the firmware: at the end where they choose themselves, else with disk 0. */
    private List<Wanted> wanted() {
        var own = firmwareSelector();
        var wanted = new ArrayList<Wanted>();
        for (int i = 0; i < ask.machineClass().disks().size(); i++) {
            var disk = ask.machineClass().disks().get(i);
            long beside = i == 0 && own.isEmpty() ? firmwareBytes() : 0;
            wanted.add(new Wanted(
                    (i == 0 ? "the system disk" : "additional_disks[" + (i - 1) + "]") + " of " + Gib.of(disk.size()),
                    disk.size() + beside,
                    disk.selector()));
        }
        own.ifPresent(selector -> wanted.add(new Wanted("the EFI disk", firmwareBytes(), selector)));
        return wanted;
    }

    private long firmwareBytes() {
        MachineClass.Firmware firmware = ask.machineClass().firmware();
        return (firmware.efi().isPresent() ? FIRMWARE_DISK : 0)
                + (firmware.tpm().isPresent() ? FIRMWARE_DISK : 0);
    }

    private Optional<StorageSelector> firmwareSelector() {
        return ask.machineClass().firmware().efi().flatMap(Efi::selector);
    }

    private Set<Integer> candidates(Wanted wanted) {
        var fitting = new HashSet<Integer>();
        var refusals = new ArrayList<Refusal>();
        for (int i = 0; i < node.getStoragesCount(); i++) {
            var refusal = refusal(node.getStorages(i), wanted);
            if (refusal.isPresent()) {
                refusals.add(refusal.get());
            } else {
                fitting.add(i);
            }
        }
        if (fitting.isEmpty()) {
            reasons.add("has no storage for %s%s: %s"
                    .formatted(
                            wanted.what(),
                            wanted.selector().equals(StorageSelector.ANY)
                                    ? ""
                                    : " (selector " + wanted.selector() + ")",
                            refusals.isEmpty() ? "the node has none" : words(refusals)));
        }
        return fitting;
    }

    private String words(List<Refusal> refusals) {
        return IntStream.range(0, refusals.size())
                .mapToObj(i ->
                        node.getStorages(i).getName() + ": " + refusals.get(i).words())
                .collect(Collectors.joining("; "));
    }

    /** Why a storage can't hold something; the words are made only when they are read. */
    private interface Refusal {
        String words();
    }

    private Optional<Refusal> refusal(StorageState storage, Wanted wanted) {
        if (!storage.getEnabled()) {
            return Optional.of(() -> "is disabled");
        }
        if (!storage.getActive()) {
            return Optional.of(() -> "is not active");
        }
        if (!storage.getContentList().contains("images")) {
            return Optional.of(() -> "does not accept images");
        }
        var left = leftOut.storage(place, storage);
        if (left.isPresent()) {
            return Optional.of(left::get);
        }
        return switch (wanted.selector().matches(facts(storage))) {
            case Match.No _ -> Optional.of(() -> "the selector is false");
            case Match.Fails fails -> Optional.of(() -> "the selector fails: " + fails.why());
            case Match.Yes _ -> tooSmall(storage, wanted);
        };
    }

    private Optional<Refusal> tooSmall(StorageState storage, Wanted wanted) {
        long lacking = wanted.size() - room(storage);
        return lacking <= 0
                ? Optional.empty()
                : Optional.of(() -> "is too small by %s (%s available, %s promised)"
                        .formatted(
                                Gib.of(lacking),
                                Gib.of(storage.getAvailable()),
                                Gib.of(ledger.promisedOf(place, storage))));
    }

    private long room(StorageState storage) {
        return ledger.roomOf(place, storage);
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
