package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Plan;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** The nocloud ISO by which a Talos VM learns who it is and whom to join. It holds the join token: a secret. */
public final class Cidata {

    private Cidata() {}

    /**
     * The ISO's bytes.
     *
     * @param userData the join config
     */
    public static byte[] of(Plan plan, String userData) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("user-data", bytes(userData));
        files.put("meta-data", bytes(metaData(plan)));
        String network = plan.allocation().getNetworkConfig();
        if (!network.isEmpty()) {
            files.put("network-config", bytes(network));
        }
        return IsoImage.of("cidata", files);
    }

    static String metaData(Plan plan) {
        return "instance-id: " + plan.uuid() + "\nlocal-hostname: " + plan.name() + "\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
