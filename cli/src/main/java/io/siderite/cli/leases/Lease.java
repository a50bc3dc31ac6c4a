package io.siderite.cli.leases;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A machine's address, as Siderite's API tells it.
 *
 * @param address CIDR notation
 * @param since ISO-8601, UTC
 * @param until null: it has it still
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Lease(
        String network,
        String address,
        String request,
        String set,
        String nic,
        String mac,
        String since,
        @Nullable String until) {}
