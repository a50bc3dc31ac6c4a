package io.siderite.contracts.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proxmox.HaManager;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** The means to try a peer's HA manager, and what takes the traces of it away. */
abstract class ProxmoxHaBench extends ProxmoxIsoContract {

    private final List<String> sids = new ArrayList<>();
    final List<String> rules = new ArrayList<>();
    final List<String> groups = new ArrayList<>();

    HaManager ha() {
        return proxmox().ha();
    }

    @AfterEach
    void leaveNothingToHa() {
        rules.forEach(rule -> done(ha().removeRule(rule)));
        for (String sid : sids) {
            assertThat(ha().remove(sid)).isInstanceOfAny(Outcome.Done.class, Outcome.NotFound.class);
        }
        groups.forEach(group -> done(ha().removeGroup(group)));
    }

    Map<String, String> with(String key, String value) {
        Map<String, String> parameters = new LinkedHashMap<>(smallVm());
        parameters.put(key, value);
        return parameters;
    }

    static String name() {
        return "siderite-contract-" + UUID.randomUUID();
    }

    /** A resource that is to be removed again. */
    HaResource resource(int vmid, String state, String group) {
        String sid = HaResource.sid(vmid);
        sids.add(sid);
        return new HaResource(sid, state, "made by the contract", 2, 0, Optional.empty(), group);
    }

    int stoppedResource() {
        int vmid = vmid();
        create(vmid, smallVm());
        done(ha().add(resource(vmid, "stopped", "")));
        return vmid;
    }

    /** Whether a resource that is taken is there afterwards. */
    boolean keepsResources() {
        int vmid = vmid();
        create(vmid, smallVm());
        HaResource resource = resource(vmid, "stopped", "");
        return ha().add(resource) instanceof Outcome.Done<?>
                && ha().resources() instanceof Outcome.Done<List<HaResource>>(List<HaResource> all)
                && all.stream().anyMatch(r -> r.sid().equals(resource.sid()));
    }
}
