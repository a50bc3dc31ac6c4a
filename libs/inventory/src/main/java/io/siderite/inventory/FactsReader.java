package io.siderite.inventory;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Reads what hardly ever changes of a cluster, on a slow period or when a failure makes it doubtful. What we may not see
 * is not known, which is no reason to know nothing of the rest; what could not be read just now stays as it was known.
 */
public final class FactsReader {

    private static final Logger LOG = Logger.getLogger(FactsReader.class);

    private final ProxmoxCluster cluster;
    private final Duration period;
    private final InstantSource clock;
    private final Set<String> refused = new HashSet<>();
    private ClusterFacts known;
    private Instant nextAt = Instant.MIN;
    private volatile boolean doubtful;

    /** @param period how long what was read is good for */
    public FactsReader(ProxmoxCluster cluster, Duration period, InstantSource clock) {
        this.cluster = cluster;
        this.period = period;
        this.clock = clock;
        this.known = new ClusterFacts(Optional.empty(), Optional.empty(), cluster.rootLogin(), "");
    }

    /** They are read again next time. */
    public void doubt() {
        doubtful = true;
    }

    /** As they were last read; called by one thread alone. */
    public ClusterFacts now() {
        Instant now = clock.instant();
        if (doubtful || !now.isBefore(nextAt)) {
            doubtful = false;
            nextAt = now.plus(period);
            known = new ClusterFacts(
                    read("resource mappings", "Mapping.Audit on /mapping", cluster.mappings(), known.mappings()),
                    read("pools", "Pool.Audit on /pool", cluster.pools(), known.pools()),
                    cluster.rootLogin(),
                    cluster.version() instanceof Outcome.Done<Version> done
                            ? done.value().version()
                            : known.version());
        }
        return known;
    }

    private <T> Optional<T> read(String what, String privilege, Outcome<T> outcome, Optional<T> before) {
        return switch (outcome) {
            case Outcome.Done<T> done -> {
                refused.remove(what);
                yield Optional.of(done.value());
            }
            case Outcome.Unreachable<T> _, Outcome.Locked<T> _, Outcome.Pending<T> _ -> before;
            case Outcome<T> other -> {
                if (refused.add(what)) {
                    LOG.warnf(
                            "the %s of %s can't be read, and are not checked before a machine is placed: %s (it takes %s)",
                            what, cluster.name(), other.why(), privilege);
                }
                yield Optional.empty();
            }
        };
    }
}
