package io.siderite.inventory;

import io.siderite.inventory.identity.VmDescription;
import io.siderite.inventory.identity.VmTags;
import io.siderite.proto.events.v1.VmState;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import io.siderite.proxmox.ProxmoxCluster.VmResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One VM for the inventory, from its place in the cluster's list and its own configuration. */
final class VmStates {

    private static final Pattern MAC = Pattern.compile("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}");
    private static final int MOST_NICS = 32;

    private VmStates() {}

    /**
     * The VM. Until its node's next round, some ten seconds, the list knows nothing of a VM just made: then its
     * configuration says what it has.
     *
     * @param config null: not read
     * @param online whether its node is
     */
    static VmState of(VmResource vm, @Nullable VmConfig config, boolean online) {
        VmState.Builder state = VmState.newBuilder()
                .setVmid(vm.vmid())
                .setName(vm.name())
                .setRunning(vm.status().equals("running"))
                .setTemplate(vm.template())
                .setMemory(vm.maxMemory())
                // Of a container without a limit all CPUs of its host are listed.
                .setCpus(vm.type().equals("lxc") ? 0 : vm.maxCpu())
                .addAllTags(vm.tags());
        if (config == null) {
            // What is seen without its memory would be taken for a VM of none; on an offline node nothing is placed.
            if (vm.maxMemory() > 0 || !online) {
                VmTags.requestOf(vm.tags()).ifPresent(state::setRequestId);
            }
            return state.build();
        }
        VmSizes sizes = VmSizes.of(config);
        if (vm.maxMemory() == 0) {
            state.setMemory(sizes.memory());
        }
        if (vm.maxCpu() == 0) {
            state.setCpus(sizes.cpus());
        }
        if (vm.name().isEmpty()) {
            state.setName(config.get("name"));
        }
        state.setTemplate(vm.template() || config.get("template").equals("1"))
                .setStartOnBoot(config.get("onboot").equals("1"))
                .setUuid(config.uuid())
                .addAllMacs(macs(config));
        if (state.getMemory() > 0) {
            ownBlock(config)
                    .ifPresent(block -> state.setRequestId(block.requestId())
                            .setRequestSet(block.requestSet())
                            .addAllAddresses(VmAddresses.leased(config, block)));
        }
        return state.addAllAddresses(VmAddresses.configured(config)).build();
    }

    /** What it says of itself, where that is of itself: a clone has tags and block of its original, and another UUID. */
    private static Optional<VmDescription.Block> ownBlock(VmConfig config) {
        return VmDescription.read(config.get("description"))
                .filter(block -> config.tags().contains(VmTags.OURS)
                        && config.tags().contains(VmTags.ofRequest(block.requestId()))
                        && !config.uuid().isEmpty()
                        && block.uuid().equalsIgnoreCase(config.uuid()));
    }

    private static List<String> macs(VmConfig config) {
        List<String> macs = new ArrayList<>();
        for (int i = 0; i < MOST_NICS; i++) {
            Matcher mac = MAC.matcher(config.get("net" + i).toLowerCase(Locale.ROOT));
            if (mac.find()) {
                macs.add(mac.group());
            }
        }
        return macs;
    }
}
