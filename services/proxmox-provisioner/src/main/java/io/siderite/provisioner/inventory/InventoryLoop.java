package io.siderite.provisioner.inventory;

import com.google.protobuf.Timestamp;
import io.siderite.eventing.Backoff;
import io.siderite.eventing.Event;
import io.siderite.eventing.Publisher;
import io.siderite.inventory.ClusterSettings;
import io.siderite.inventory.FactsReader;
import io.siderite.inventory.InventoryReader;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.provisioner.ProvisionerConfig;
import io.siderite.provisioner.reconcile.ClusterView;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Reads one cluster on a period, and soon after changes of ours, and publishes each node that changed. It does not go
 * through the outbox: what is lost is read again. A reading that failed publishes nothing.
 */
public final class InventoryLoop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(InventoryLoop.class);
    private static final Backoff AFTER_FAILURE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Published(NodeInventory content, Instant at) {}

    private final ProxmoxCluster cluster;
    private final FactsReader facts;
    private final InventoryReader reader;
    private final Publisher publisher;
    private final ProvisionerConfig config;
    private final InstantSource clock;
    private final BooleanSupplier active;
    private final Consumer<ClusterView> seen;
    private final Map<String, Published> published = new HashMap<>();
    private final Semaphore changed = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * Starts reading.
     *
     * @param settings what is configured about the cluster
     * @param active whether this instance acts in the cluster now
     * @param seen is told of each complete reading
     */
    public InventoryLoop(
            ProxmoxCluster cluster,
            ClusterSettings settings,
            Publisher publisher,
            ProvisionerConfig config,
            InstantSource clock,
            BooleanSupplier active,
            Consumer<ClusterView> seen) {
        this.cluster = cluster;
        this.facts = new FactsReader(cluster, config.inventoryFactsPeriod(), clock);
        this.reader = new InventoryReader(cluster, settings, facts);
        this.publisher = publisher;
        this.config = config;
        this.clock = clock;
        this.active = active;
        this.seen = seen;
        this.thread = Thread.ofVirtual()
                .name("provisioner-inventory-" + cluster.name())
                .start(this::run);
    }

    /** Something in the cluster was changed by us, or it became ours. */
    public void changed() {
        changed.release();
    }

    /** The cluster refused what was planned by what is known of it. */
    public void refused() {
        facts.doubt();
        changed();
    }

    /** Why the cluster can't be read now; empty when it can. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** No reading begins any more. */
    public void stop() {
        closing.countDown();
        changed.release();
    }

    /** Stops, and waits for the reading under way; one that takes long is broken off. */
    @Override
    public void close() {
        stop();
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        try {
            while (!isClosing()) {
                Duration pause = config.inventoryPeriod();
                if (active.getAsBoolean()) {
                    Optional<String> why = readAndPublish();
                    failures = why.isPresent() ? failures + 1 : 0;
                    if (why.isPresent()) {
                        pause = AFTER_FAILURE.after(failures);
                        if (!why.equals(trouble) && !isClosing()) {
                            LOG.warnf("the inventory of %s can't be read: %s", cluster.name(), why.get());
                        }
                    }
                    trouble = why;
                }
                rest(pause, failures > 0);
            }
        } catch (InterruptedException e) {
            LOG.debugf("no longer reading %s", cluster.name());
        }
    }

    /** After a failure nobody hastens the next reading; else a change of ours, or a lease, does. */
    private void rest(Duration pause, boolean failed) throws InterruptedException {
        if (failed) {
            var _ = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } else if (changed.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS) && active.getAsBoolean()) {
            // Proxmox's own list lags behind, and several changes make one reading.
            var _ = closing.await(config.inventoryAfterChange().toMillis(), TimeUnit.MILLISECONDS);
        }
        changed.drainPermits();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private Optional<String> readAndPublish() throws InterruptedException {
        Instant now = clock.instant();
        try {
            Outcome<List<NodeInventory>> outcome = reader.read();
            if (!(outcome instanceof Outcome.Done<List<NodeInventory>> done)) {
                return Optional.of(outcome.why());
            }
            seen.accept(ClusterView.of(done.value()));
            return publish(done.value(), now);
        } catch (RuntimeException e) {
            LOG.errorf(e, "reading %s failed; that is a bug", cluster.name());
            return Optional.of("a bug of ours: " + e);
        }
    }

    private Optional<String> publish(List<NodeInventory> nodes, Instant now) throws InterruptedException {
        Map<String, NodeInventory> vanished = new HashMap<>();
        published.forEach((node, p) -> vanished.put(node, p.content()));
        for (NodeInventory node : nodes) {
            vanished.remove(node.getNode());
            Optional<String> failed = publish(node, now);
            if (failed.isPresent()) {
                return failed;
            }
        }
        for (NodeInventory gone : vanished.values()) {
            List<String> names = nodes.isEmpty() ? List.of() : nodes.getFirst().getClusterNodesList();
            Optional<String> failed = publish(
                    gone.toBuilder()
                            .setOnline(false)
                            .clearVms()
                            .clearClusterNodes()
                            .addAllClusterNodes(names)
                            .build(),
                    now);
            if (failed.isPresent()) {
                return failed;
            }
        }
        return Optional.empty();
    }

    private Optional<String> publish(NodeInventory node, Instant now) throws InterruptedException {
        // What memory is used moves all the time and places nothing: placement counts what is configured.
        NodeInventory content = node.toBuilder().clearMemoryUsed().build();
        Published last = published.get(node.getNode());
        if (last != null
                && last.content().equals(content)
                && last.at().plus(config.inventoryRepeat()).isAfter(now)) {
            return Optional.empty();
        }
        NodeInventory message = node.toBuilder()
                .setReadAt(
                        Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .build();
        try {
            // Its revision is the time of reading: it grows over restarts, without a store.
            publisher
                    .publish(Event.of(
                            node.getCluster() + "/" + node.getNode(),
                            now.toEpochMilli(),
                            now,
                            Optional.empty(),
                            message))
                    .get();
        } catch (ExecutionException e) {
            return Optional.of("Kafka does not take it: " + e.getCause());
        }
        published.put(node.getNode(), new Published(content, now));
        return Optional.empty();
    }
}
