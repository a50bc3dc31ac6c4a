package io.siderite.placement;

import io.siderite.placement.Inventory.Standing;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proto.events.v1.VmState;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is taken of every node: by the VMs of an inventory, and by the machines that were promised a place and whose VM is
 * not seen yet. Added up once and kept up to date by {@link #take} and {@link #free}, so that a look for a place goes over
 * nodes, not over VMs. Mutable: it belongs to one {@link Round}.
 */
public final class Ledger {

    private final Inventory inventory;
    private final Map<Place, NodeSums> nodes = new HashMap<>();
    /** Promised bytes by cluster and storage, over all its nodes: what counts where the storage is shared. */
    private final Map<ClusterStorage, Long> promised = new HashMap<>();

    private final Map<String, Reservation> byRequest = new HashMap<>();
    private final Map<String, Reservation> byUuid = new HashMap<>();
    /** Machines that fit nowhere as things are; equal ones are told the same until something is taken or freed. */
    private final Map<Kind, Verdict.NowhereNow> nowhere = new HashMap<>();

    private record ClusterStorage(String cluster, String storage) {}

    /** What machines that fit alike have in common. */
    private record Kind(String providerData, String requestSet) {
        static Kind of(Ask ask) {
            return new Kind(ask.request().getProviderData(), ask.set());
        }
    }

    private Ledger(Inventory inventory, Collection<Reservation> reservations) {
        this.inventory = inventory;
        reservations.forEach(this::index);
        for (var node : inventory.nodes()) {
            var sums = sums(Place.of(node));
            node.getVmsList().forEach(vm -> sums.add(vm, setOf(vm)));
        }
        reservations.stream().filter(this::unseen).forEach(r -> promise(r, 1));
    }

    /** @param reservations of every machine that has a place, seen or not */
    public static Ledger of(Inventory inventory, Collection<Reservation> reservations) {
        return new Ledger(inventory, reservations);
    }

    /** What a machine like this one was told since the last change; empty: none asked, or this one is like no other. */
    public Optional<Verdict.NowhereNow> nowhere(Ask ask) {
        return own(ask).isPresent() ? Optional.empty() : Optional.ofNullable(nowhere.get(Kind.of(ask)));
    }

    /** A machine of which nothing is left out fits nowhere. */
    public void remember(Ask ask, Verdict.NowhereNow verdict) {
        if (own(ask).isEmpty()) {
            nowhere.put(Kind.of(ask), verdict);
        }
    }

    /** A machine has a place now; an earlier one of it is freed. */
    public void take(Reservation reservation) {
        var _ = free(reservation.requestId());
        nowhere.clear();
        var standing = standing(reservation);
        var before = standing.map(vm -> setOf(vm.vm()));
        index(reservation);
        standing.ifPresentOrElse(
                vm -> sums(vm.place()).move(vm.vm(), before.orElseThrow(), setOf(vm.vm())),
                () -> promise(reservation, 1));
    }

    /** A machine has no place any more; answers whether it had one. */
    public boolean free(String requestId) {
        var reservation = byRequest.get(lower(requestId));
        if (reservation == null) {
            return false;
        }
        nowhere.clear();
        var standing = standing(reservation);
        var before = standing.map(vm -> setOf(vm.vm()));
        byRequest.remove(lower(requestId));
        byUuid.remove(lower(reservation.uuid()));
        standing.ifPresentOrElse(
                vm -> sums(vm.place()).move(vm.vm(), before.orElseThrow(), setOf(vm.vm())),
                () -> promise(reservation, -1));
        return true;
    }

    /** What is taken of a node, from the view of a machine that looks: its own VM, where one is seen, is not. */
    NodeLoad at(NodeInventory node, Ask ask, PlacingPolicy policy) {
        var place = Place.of(node);
        var sums = sums(place);
        var taken = own(ask).filter(own -> own.place().equals(place))
                .map(own -> sums.takenBeside(own.vm(), ask.set()))
                .orElseGet(() -> sums.taken(ask.set()));
        return new NodeLoad(node, place, policy.reserveOf(node.getMemoryTotal()), taken);
    }

    /** What is taken of a node now. */
    public NodeUse use(Place place) {
        var taken = sums(place).taken("");
        return new NodeUse(taken.vmMemory() + taken.promisedMemory(), taken.vmCpus() + taken.promisedCpus());
    }

    /** Bytes promised of a storage to machines not seen yet; of a shared one, those of every node count. */
    public long promisedOf(Place place, StorageState storage) {
        return storage.getShared()
                ? promised.getOrDefault(new ClusterStorage(place.cluster(), storage.getName()), 0L)
                : sums(place).promisedOf(storage.getName());
    }

    /** Bytes of a storage that are available and not promised; never negative. */
    long roomOf(Place place, StorageState storage) {
        return Math.max(0, storage.getAvailable() - promisedOf(place, storage));
    }

    private Optional<Standing> own(Ask ask) {
        return inventory.find(ask.request().getRequestId(), ask.uuid());
    }

    private void promise(Reservation reservation, int sign) {
        var sums = sums(reservation.place());
        if (sign > 0) {
            sums.promise(reservation);
        } else {
            sums.release(reservation);
        }
        reservation
                .storages()
                .forEach((storage, bytes) -> promised.merge(
                        new ClusterStorage(reservation.place().cluster(), storage), sign * bytes, Long::sum));
    }

    /** The set of a VM's machine: as its request said it where we know the machine, else by the VM's tag. */
    private String setOf(VmState vm) {
        return Optional.ofNullable(byRequest.get(lower(vm.getRequestId())))
                .or(() -> vm.getUuid().isEmpty()
                        ? Optional.empty()
                        : Optional.ofNullable(byUuid.get(lower(vm.getUuid()))))
                .map(Reservation::requestSet)
                .orElse(vm.getRequestSet());
    }

    private void index(Reservation reservation) {
        byRequest.put(lower(reservation.requestId()), reservation);
        if (!reservation.uuid().isEmpty()) {
            byUuid.put(lower(reservation.uuid()), reservation);
        }
    }

    private boolean unseen(Reservation reservation) {
        return standing(reservation).isEmpty();
    }

    /** The VM of a machine; one that was removed since its node was read is none. */
    private Optional<Standing> standing(Reservation reservation) {
        return inventory
                .find(reservation.requestId(), reservation.uuid())
                .filter(vm -> reservation.mayStandOn(vm.place(), inventory.readAt(vm.place())));
    }

    private NodeSums sums(Place place) {
        return nodes.computeIfAbsent(place, _ -> new NodeSums());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
