package io.siderite.proxmoxsim;

import io.siderite.proxmoxsim.guest.MachineState;
import io.siderite.proxmoxsim.guest.Nic;
import java.util.List;
import java.util.Map;

/**
 * A VM as it is at one moment.
 *
 * @param config what Proxmox has stored
 * @param uuid SMBIOS UUID, lower case; empty while it is being created
 * @param machine how far the machine inside has come
 * @param bootedFrom the volume it booted; empty when there was none
 * @param hostname from its meta-data
 * @param nics the network it came up with; empty when it never ran
 * @param notes what was wrong with what it was given, though it went on
 */
public record VmView(
        int vmid,
        String node,
        String name,
        boolean running,
        Map<String, String> config,
        String uuid,
        List<String> tags,
        MachineState machine,
        String bootedFrom,
        String hostname,
        List<Nic> nics,
        List<String> notes) {

    /** Whether Omni took the machine in. */
    public boolean joined() {
        return machine instanceof MachineState.Joined;
    }
}
