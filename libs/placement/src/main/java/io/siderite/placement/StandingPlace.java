package io.siderite.placement;

import io.siderite.placement.Inventory.Standing;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.Placement;
import io.siderite.proto.events.v1.StorageState;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The place of a machine whose VM stands already: where it stands. Whether it would fit there is not asked, since its own
 * disks and memory are part of what is taken, and it runs whatever the node's state is. On which storages it lies no reading
 * tells; by its class they are known as far as the class leaves no choice.
 */
public final class StandingPlace {

    private StandingPlace() {}

    /**
     * Where it stands; nowhere only while a storage network of the class is not configured, or its cluster not read of
     * late.
     */
    public static Verdict of(Ask ask, World world, Standing standing) {
        var place = standing.place();
        var since = world.notReadSince(place.cluster());
        if (since.isPresent()) {
            return new Verdict.NowhereNow(List.of(
                    "its VM %d stands on %s, and %s is not read since %s: does it answer, and is it still configured?"
                            .formatted(standing.vm().getVmid(), place, place.cluster(), since.get())));
        }
        var nics = NicPlans.of(ask.machineClass(), world.policy().networks());
        if (!nics.problems().isEmpty()) {
            return new Verdict.NowhereNow(nics.problems());
        }
        var storages = storages(ask, world.inventory().node(place), world);
        var placement = Placement.newBuilder()
                .setCluster(place.cluster())
                .setNode(place.node())
                .setIsoStorage(storages.iso())
                .build();
        return new Verdict.Placed(
                new Plan(VmSpecs.of(ask, nics.plans(), storages), placement),
                List.of(
                        "its VM %d stands on %s already: it stays there, whether it would fit now or not"
                                .formatted(standing.vm().getVmid(), place),
                        "by its class its disks are taken to be on %s, its ISO on %s"
                                .formatted(String.join(", ", storages.disks()), storages.iso())));
    }

    private static Storages storages(Ask ask, NodeInventory node, World world) {
        return found(ask, node, world)
                .or(() -> found(ask, roomy(node), world))
                .orElseGet(() -> new Storages(
                        Collections.nCopies(ask.machineClass().disks().size(), first(node, "images")),
                        first(node, "images"),
                        first(node, "iso")));
    }

    private static Optional<Storages> found(Ask ask, NodeInventory node, World world) {
        return StorageFit.of(ask, node, world.ledger(), LeftOut.NOTHING) instanceof StorageFit.Result.Fits fits
                ? Optional.of(fits.storages())
                : Optional.empty();
    }

    /** The node as if nothing were on it. */
    private static NodeInventory roomy(NodeInventory node) {
        var roomy = node.toBuilder();
        roomy.getStoragesBuilderList()
                .forEach(storage -> storage.setActive(true).setEnabled(true).setAvailable(Long.MAX_VALUE / 1024));
        return roomy.build();
    }

    private static String first(NodeInventory node, String content) {
        return node.getStoragesList().stream()
                .filter(storage -> storage.getContentList().contains(content))
                .map(StorageState::getName)
                .findFirst()
                .orElse("");
    }
}
