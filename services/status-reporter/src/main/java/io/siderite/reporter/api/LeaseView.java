package io.siderite.reporter.api;

import io.siderite.reporter.store.Leases;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A machine's address, as the API shows it.
 *
 * @param nic net0, net1, …
 * @param address CIDR notation
 * @param since ISO-8601, UTC
 * @param until null: it has it still
 */
public record LeaseView(
        String network,
        String address,
        String request,
        String set,
        String nic,
        String mac,
        String since,
        @Nullable String until) {

    static LeaseView of(Leases.Lease lease) {
        return new LeaseView(
                lease.network(),
                lease.address(),
                lease.requestId(),
                lease.requestSet(),
                "net" + lease.nic(),
                lease.mac(),
                lease.since().toString(),
                lease.until().map(Instant::toString).orElse(null));
    }
}
