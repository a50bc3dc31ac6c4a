package io.siderite.proxmox;

import io.siderite.machineclass.SelectorResult;
import io.siderite.machineclass.StorageFacts;
import io.siderite.machineclass.StorageSelector;
import io.siderite.machineclass.StorageSelector.Match;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which storage of a node is preferred for ISOs, as configured. */
public sealed interface IsoStorage {

    /** Nothing is said: whoever places a machine chooses. */
    record Any() implements IsoStorage {}

    /** One of that name, wherever there is one. */
    record Named(String storage) implements IsoStorage {}

    /** Of those that the expression is true for, the one with most room. */
    record Selected(StorageSelector selector) implements IsoStorage {}

    /**
     * What the settings of a cluster say.
     *
     * @throws IllegalStateException where {@link Connection#from} would have found them wrong
     */
    static IsoStorage of(ProxmoxSettings.Cluster settings) {
        return settings.isoStorageSelector()
                .map(IsoStorage::selected)
                .or(() -> settings.isoStorage().map(Named::new))
                .orElseGet(Any::new);
    }

    private static IsoStorage selected(String expression) {
        return switch (StorageSelector.compile(expression)) {
            case SelectorResult.Compiled<StorageSelector> compiled -> new Selected(compiled.selector());
            case SelectorResult.Refused<StorageSelector> refused -> throw new IllegalStateException(refused.toString());
        };
    }

    /** The storage preferred on a node; empty where none is. */
    default Optional<String> on(String cluster, String node, List<StorageStatus> storages) {
        return switch (this) {
            case Any _ -> Optional.empty();
            case Named named -> Optional.of(named.storage());
            case Selected selected ->
                storages.stream()
                        .filter(s -> s.active() && s.enabled() && s.content().contains("iso"))
                        .filter(s -> selected.selector().matches(facts(cluster, node, s)) instanceof Match.Yes)
                        .max(Comparator.comparingLong(StorageStatus::available)
                                // Of equals always the same.
                                .thenComparing(StorageStatus::storage, Comparator.reverseOrder()))
                        .map(StorageStatus::storage);
        };
    }

    private static StorageFacts facts(String cluster, String node, StorageStatus s) {
        return new StorageFacts(
                s.storage(), node, cluster, s.type(), s.available(), s.total(), s.shared(), s.content());
    }
}
