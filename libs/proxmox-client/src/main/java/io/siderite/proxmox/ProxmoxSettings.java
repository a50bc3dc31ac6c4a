package io.siderite.proxmox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Proxmox clusters, as configured under {@code siderite.proxmox}. What is wrong or contradictory here is found by
 * {@link Connection#from} and answered as sentences, never thrown.
 */
@ConfigMapping(prefix = "siderite.proxmox")
public interface ProxmoxSettings {

    /** The clusters by the name that stands in events, placements and machine classes. */
    Map<String, Cluster> clusters();

    /** How one cluster is reached. */
    interface Cluster {

        /**
         * URLs of the cluster's nodes, such as {@code https://pve1.example:8006}; any of them serves the whole cluster.
         * The first that answers is used until it no longer does.
         */
        Optional<List<String>> endpoints();

        /** The API token, {@code user@realm!name}. Either a token or a username, not both. */
        Optional<String> tokenId();

        /** The token's secret, a UUID. */
        Optional<String> tokenSecret();

        /** A file that holds the token's secret. */
        Optional<String> tokenSecretFile();

        /** The user for a ticket login, with or without realm. Only root@pam by ticket may set args, hookscript and the like. */
        Optional<String> username();

        /** The user's password. */
        Optional<String> password();

        /** A file that holds the user's password. */
        Optional<String> passwordFile();

        /** The user's realm where the username has none; pam when not given. */
        Optional<String> realm();

        /** A PEM file of the authorities that sign the endpoints' certificates, such as a copy of /etc/pve/pve-root-ca.pem. */
        Optional<String> caFile();

        /**
         * The SHA-256 fingerprints of the endpoints' own certificates, as {@code pvenode cert info} prints them (colons
         * and case don't matter). Nothing else is checked then, neither host name nor authority.
         */
        Optional<List<String>> fingerprint();

        /** Takes any certificate, and plain http. Whoever sits between reads the secret: for a lab alone. */
        @WithDefault("false")
        boolean insecureSkipVerify();

        /** The storage preferred for ISOs, on nodes that have it with room for one; else a node's own is chosen. */
        Optional<String> isoStorage();

        /** What is said of its nodes, by their names. */
        Map<String, Node> nodes();

        /**
         * Instead of that, a CEL expression over a node's storages, as a class's storage_selector is: of those that it is
         * true for, and that hold ISOs, the one with most room is preferred.
         */
        Optional<String> isoStorageSelector();

        /** How long a connection may take. */
        @WithDefault("5s")
        Duration connectTimeout();

        /** How long an answer may take; Proxmox itself waits 10 s for a lock and cuts off at 30 s. */
        @WithDefault("60s")
        Duration requestTimeout();

        /** How many requests are under way at once in this cluster; pveproxy has 3 workers a node. */
        @WithDefault("8")
        int maxInFlight();
    }

    /** One node, as far as Proxmox itself does not say it. */
    interface Node {

        /** For {@code node_selector} of machine classes, such as {@code rack: b}. */
        Map<String, String> labels();
    }
}
