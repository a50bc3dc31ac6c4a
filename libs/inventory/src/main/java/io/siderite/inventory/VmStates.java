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

    static VmState of(VmResource vm, @Nullable VmConfig config) {
        VmState.Builder state = VmState.newBuilder()
                .setVmid(vm.vmid())
                .setName(vm.name())
                .setRunning(vm.status().equals("running"))
                .setTemplate(vm.template())
                .setMemory(vm.maxMemory())
                .setCpus(vm.maxCpu())
                .addAllTags(vm.tags());
        if (config == null) {
            VmTags.requestOf(vm.tags()).ifPresent(state::setRequestId);
            return state.build();
        }
        state.setStartOnBoot(config.get("onboot").equals("1"))
                .setUuid(config.uuid())
                .addAllMacs(macs(config));
        if (config.tags().contains(VmTags.OURS)) {
            // The block holds the id whole; a tag may be shortened.
            Optional<VmDescription.Block> block = VmDescription.read(config.get("description"))
                    .filter(b -> config.tags().contains(VmTags.ofRequest(b.requestId())));
            block.map(VmDescription.Block::requestId)
                    .or(() -> VmTags.requestOf(config.tags()))
                    .ifPresent(state::setRequestId);
            block.map(VmDescription.Block::requestSet).ifPresent(state::setRequestSet);
            block.ifPresent(b -> state.addAllAddresses(VmAddresses.leased(config, b)));
        }
        return state.addAllAddresses(VmAddresses.configured(config)).build();
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
