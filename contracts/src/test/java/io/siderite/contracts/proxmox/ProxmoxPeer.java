package io.siderite.contracts.proxmox;

import io.siderite.proxmox.Connection;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.RestProxmoxCluster;
import java.util.Set;

/**
 * A Proxmox, or what plays one, and where on it the suite may work.
 *
 * @param connection how it is reached
 * @param cluster the client of that connection
 * @param node an online node
 * @param disks a storage of that node for disks and not for ISOs, with some GiB free
 * @param isos a file-based storage of that node for ISOs
 * @param bridge a bridge of that node
 * @param isoUrl where the node can download an ISO from
 * @param features what it has of what not every peer has
 * @param firstVmid VMIDs from here on (a hundred of them) are free for the suite
 */
record ProxmoxPeer(
        Connection connection,
        ProxmoxCluster cluster,
        String node,
        String disks,
        String isos,
        String bridge,
        String isoUrl,
        Set<Feature> features,
        int firstVmid) {

    ProxmoxPeer(
            Connection connection,
            String node,
            String disks,
            String isos,
            String bridge,
            String isoUrl,
            Set<Feature> features,
            int firstVmid) {
        this(
                connection,
                RestProxmoxCluster.connect(connection),
                node,
                disks,
                isos,
                bridge,
                isoUrl,
                features,
                firstVmid);
    }
}
