package io.siderite.provisioner.proxmox;

import io.siderite.inventory.identity.VmDescription.Block;
import io.siderite.inventory.identity.VmDescription.Lease;
import io.siderite.proto.events.v1.Nic;
import io.siderite.provisioner.core.Plan;
import java.util.ArrayList;
import java.util.List;

/** What a planned VM is to say of itself in its description. */
final class OwnBlock {

    private OwnBlock() {}

    static Block of(Plan plan) {
        List<Nic> nics = plan.allocation().getNicsList();
        return new Block(
                plan.requestId(),
                plan.allocation().getRequest().getRequestSet(),
                plan.uuid(),
                nics.stream().map(Nic::getMac).toList(),
                leases(nics),
                plan.attempt());
    }

    private static List<Lease> leases(List<Nic> nics) {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < nics.size(); i++) {
            for (String address : nics.get(i).getAddressesList()) {
                leases.add(new Lease(i, nics.get(i).getNetwork(), address));
            }
        }
        return leases;
    }
}
