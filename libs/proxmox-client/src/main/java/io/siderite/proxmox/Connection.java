package io.siderite.proxmox;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A checked way to reach one cluster.
 *
 * @param name what the configuration calls the cluster
 * @param endpoints base URLs without path, in the order they are tried; never empty
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long an answer may take
 * @param maxInFlight how many requests are under way at once, at least 1
 */
public record Connection(
        String name,
        List<URI> endpoints,
        Credentials credentials,
        Trust trust,
        Duration connectTimeout,
        Duration requestTimeout,
        int maxInFlight) {

    public Connection {
        endpoints = List.copyOf(endpoints);
    }

    /** A connection with the defaults of {@link ProxmoxSettings} for time-outs and requests in flight. */
    public Connection(String name, List<URI> endpoints, Credentials credentials, Trust trust) {
        this(name, endpoints, credentials, trust, Duration.ofSeconds(5), Duration.ofSeconds(60), 8);
    }

    /** Checks what is configured for a cluster and reads its secrets from their files. */
    public static Checked from(String name, ProxmoxSettings.Cluster settings) {
        return new ConnectionCheck(name, settings).check();
    }

    /** What became of checking the configuration of one cluster. */
    public sealed interface Checked {
        /** Complete and without contradictions; nobody has been asked yet. */
        record Good(Connection connection) implements Checked {}

        /** Each problem as a sentence: which key, what is wrong, what to do. */
        record Wrong(List<String> problems) implements Checked {}
    }

    /** Who we are to Proxmox. */
    public sealed interface Credentials {

        /** Whether we are root@pam with a password, who alone may set what no token may (args, hugepages, affinity and the like). */
        default boolean rootLogin() {
            return this instanceof Password(String user, String _) && user.equals("root@pam");
        }

        /**
         * An API token.
         *
         * @param id {@code user@realm!name}
         */
        record Token(String id, String secret) implements Credentials {
            @Override
            public String toString() {
                return "Token[" + id + "]";
            }
        }

        /**
         * A user who logs in for a ticket.
         *
         * @param user {@code user@realm}
         */
        record Password(String user, String password) implements Credentials {
            @Override
            public String toString() {
                return "Password[" + user + "]";
            }
        }
    }

    /** Which certificates are believed. */
    public sealed interface Trust {
        /** Those of the authorities the system trusts. */
        record System() implements Trust {}

        /**
         * Those of these authorities alone.
         *
         * @param pem one or more certificates
         */
        record Authorities(String pem) implements Trust {}

        /**
         * Exactly these certificates, whatever name they carry.
         *
         * @param sha256 64 hexadecimal digits each, in lower case
         */
        record Pinned(List<String> sha256) implements Trust {}

        /** Any. */
        record Anybody() implements Trust {}
    }
}
