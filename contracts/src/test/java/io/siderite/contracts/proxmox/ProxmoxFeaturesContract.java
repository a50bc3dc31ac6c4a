package io.siderite.contracts.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proxmox.HaManager.Placing;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.Checksum;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a peer says it has, pools, and the rarer options of a VM. */
abstract class ProxmoxFeaturesContract extends ProxmoxHaBench {

    /** What a peer declares decides which tests it is asked to pass, so what it declares is tested. */
    @Test
    void declaresWhatItHas() {
        Set<Feature> found = EnumSet.noneOf(Feature.class);
        // An answer alone says little: a peer may take everything and keep nothing.
        if (ha().placing() instanceof Outcome.Done<Placing>(Placing placing) && keepsResources()) {
            found.add(
                    switch (placing) {
                        case RULES -> Feature.HA_RULES;
                        case GROUPS -> Feature.HA_GROUPS;
                    });
        }
        if (proxmox().mappings() instanceof Outcome.Done<?> && refuses("hostpci0", "mapping=no-such-mapping")) {
            found.add(Feature.MAPPINGS);
        }
        if (proxmox().pools() instanceof Outcome.Done<?> && refuses("pool", "no-such-pool")) {
            found.add(Feature.POOLS);
        }
        if (mismatch(iso()) instanceof Outcome.Rejected<?>) {
            found.add(Feature.CHECKSUMS);
        }

        assertThat(found).isEqualTo(peer().features());
    }

    /** Whether a VM like that can't be made, or can't be started. */
    boolean refuses(String key, String value) {
        int vmid = vmid();
        return !(isSuccess(settle(proxmox().createVm(peer().node(), vmid, with(key, value))))
                && isSuccess(settle(proxmox().startVm(peer().node(), vmid))));
    }

    Outcome<?> mismatch(String iso) {
        return failure(settle(proxmox()
                .downloadIso(
                        peer().node(),
                        peer().isos(),
                        iso,
                        peer().isoUrl(),
                        true,
                        Optional.of(new Checksum("sha256", "0".repeat(64))))));
    }

    @Test
    void anUnknownPoolIsRefusedAtOnce() {
        assertThat(proxmox().createVm(peer().node(), vmid(), with("pool", "no-such-pool")))
                .isInstanceOf(Outcome.Denied.class);
    }

    @Test
    void theRarerOptionsAreKeptAsGiven() {
        Map<String, String> rare = new LinkedHashMap<>();
        rare.put("cpu", "host,flags=+aes;-pcid");
        rare.put("cpulimit", "1.5");
        rare.put("cpuunits", "200");
        rare.put("numa", "1");
        rare.put("vga", "std,memory=32");
        rare.put("serial0", "socket");
        rare.put("watchdog", "model=i6300esb,action=reset");
        rare.put("rng0", "source=/dev/urandom,max_bytes=1024,period=1000");
        rare.put("bios", "ovmf");
        rare.put("machine", "q35");
        Map<String, String> parameters = smallVm();
        parameters.putAll(rare);
        parameters.put("efidisk0", peer().disks() + ":1,efitype=4m,pre-enrolled-keys=0");
        parameters.put("tpmstate0", peer().disks() + ":1,version=v2.0");
        parameters.put("net0", "virtio,bridge=" + peer().bridge() + ",queues=2,rate=100,mtu=1400");
        int vmid = vmid();

        create(vmid, parameters);

        var config = done(proxmox().vmConfig(peer().node(), vmid));
        assertThat(config.values()).containsAllEntriesOf(rare);
        assertThat(config.get("efidisk0"))
                .startsWith(peer().disks() + ":")
                .contains("efitype=4m")
                .contains("pre-enrolled-keys=0");
        assertThat(config.get("tpmstate0")).startsWith(peer().disks() + ":").contains("version=v2.0");
        assertThat(config.get("net0")).contains("queues=2").contains("rate=100").contains("mtu=1400");
    }
}
