package io.siderite.provisioner;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.siderite.eventing.Event;
import io.siderite.eventing.Publisher;
import io.siderite.eventing.ServiceEventing;
import io.siderite.eventing.Transactions;
import io.siderite.inventory.ClusterSettings;
import io.siderite.provisioner.gateway.GatewayClient;
import io.siderite.provisioner.images.IsoCleanup;
import io.siderite.provisioner.inventory.InventoryLoop;
import io.siderite.provisioner.proxmox.Hypervisor;
import io.siderite.provisioner.proxmox.ProxmoxHypervisor;
import io.siderite.provisioner.reconcile.ClusterWatch;
import io.siderite.provisioner.reconcile.Clusters;
import io.siderite.provisioner.reconcile.Effects;
import io.siderite.provisioner.reconcile.LeaseKeeper;
import io.siderite.provisioner.reconcile.LockDomains;
import io.siderite.provisioner.reconcile.MissingVms;
import io.siderite.provisioner.reconcile.Reconciler;
import io.siderite.provisioner.reconcile.Waker;
import io.siderite.provisioner.store.ImageClaimStore;
import io.siderite.provisioner.store.IsoStore;
import io.siderite.provisioner.store.LeaseStore;
import io.siderite.provisioner.store.VmStore;
import io.siderite.provisioner.store.VmidStore;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxClusters;
import io.siderite.proxmox.ProxmoxSettings;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** The provisioner's parts, put together when the application starts and closed when it stops. */
@ApplicationScoped
public class Provisioner {

    private static final String SERVICE = "proxmox-provisioner";

    private final ServiceEventing eventing;
    private final Publisher inventoryPublisher;
    private final GatewayClient gateway;
    private final Reconciler reconciler;
    private final LeaseKeeper leases;
    private final Waker waker;
    private final IsoCleanup cleanup;
    private final Map<String, InventoryLoop> inventories = new TreeMap<>();

    /** Puts the parts together and starts them. */
    @Inject
    public Provisioner(
            @PersistenceUnit("provisioner") Mutiny.SessionFactory factory,
            Vertx vertx,
            ProxmoxClusters proxmox,
            ProxmoxSettings settings,
            ProvisionerConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "siderite.announce-period", defaultValue = "PT10M") Duration announcePeriod,
            @ConfigProperty(name = "siderite.gateway.url", defaultValue = "http://127.0.0.1:${quarkus.http.port:8080}")
                    URI gatewayUrl,
            @ConfigProperty(name = "siderite.gateway.token") Optional<String> gatewayToken,
            @ConfigProperty(name = "siderite.instance", defaultValue = "0") String instance) {
        InstantSource clock = InstantSource.system();
        this.eventing = ServiceEventing.start(
                SERVICE, factory, vertx, Publisher.connect(kafka, SERVICE), announcePeriod, this::hear);
        this.inventoryPublisher = Publisher.connect(kafka, SERVICE + "-inventory");
        this.gateway = new GatewayClient(gatewayUrl, gatewayToken.orElse(""));
        Map<String, Hypervisor> hypervisors = new HashMap<>();
        proxmox.all().forEach(cluster -> hypervisors.put(cluster.name(), new ProxmoxHypervisor(cluster, gateway)));
        Set<String> wrong = new TreeSet<>(settings.clusters().keySet());
        wrong.removeAll(hypervisors.keySet());
        Clusters clusters = new Clusters(hypervisors, wrong);
        Transactions transactions = eventing.transactions();
        VmStore machines = new VmStore(transactions, config.vmidRest(), clock);
        VmidRange range = VmidRange.parse(config.vmidRange());
        Effects effects = new Effects(clusters, new VmidStore(transactions), new ImageClaimStore(transactions), range);
        LockDomains domains = new LockDomains(clusters, config.tasksPerStorage(), config.tasksPerNode());
        this.reconciler = new Reconciler(machines, effects, domains, watch(), clock);
        this.leases = new LeaseKeeper(
                new LeaseStore(transactions), clusters.names(), SERVICE + "-" + instance, this::leasesChanged);
        this.waker = new Waker(machines, reconciler, leases::held, clusters.names(), clock);
        MissingVms missing = new MissingVms(machines, clusters, reconciler, clock);
        for (ProxmoxCluster cluster : proxmox.all()) {
            String name = cluster.name();
            inventories.put(
                    name,
                    new InventoryLoop(
                            cluster,
                            Optional.ofNullable(settings.clusters().get(name))
                                    .map(ClusterSettings::of)
                                    .orElse(ClusterSettings.NONE),
                            inventoryPublisher,
                            config,
                            clock,
                            () -> leases.held().contains(name),
                            view -> {
                                clusters.seen(name, view);
                                missing.check(name, view);
                            }));
        }
        this.cleanup = new IsoCleanup(proxmox.all(), new IsoStore(transactions), config, leases::held, clock);
        leases.start();
        cleanup.start();
    }

    /** Takes a batch of the road's events; returns when its offsets may be committed. */
    public void handle(ConsumerRecords<String, byte[]> batch) {
        eventing.handle(batch);
    }

    /** Why the provisioner itself can't work now; empty when it can. */
    public Optional<String> trouble() {
        return eventing.trouble();
    }

    /** Clusters that can't be read now, and why. */
    public Map<String, String> degraded() {
        Map<String, String> all = new TreeMap<>();
        inventories.forEach((cluster, loop) -> loop.trouble().ifPresent(why -> all.put(cluster, why)));
        return all;
    }

    void start(@Observes StartupEvent event) {
        // Being asked makes the bean exist, so that it works from the first second.
    }

    /** Whoever uses the database ends before its pool does, which Quarkus closes after this. */
    void stop(@Observes ShutdownEvent event) {
        inventories.values().forEach(InventoryLoop::stop);
        List<AutoCloseable> parts = new ArrayList<>(inventories.values());
        parts.add(cleanup);
        parts.add(waker);
        parts.add(leases);
        parts.add(gateway);
        parts.add(inventoryPublisher);
        parts.add(eventing);
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("stopping " + part + " failed", e);
            }
        }
    }

    private void hear(List<Event> events) {
        reconciler.hear(events);
        waker.wake();
    }

    private ClusterWatch watch() {
        return new ClusterWatch() {
            @Override
            public void changed(String cluster) {
                Optional.ofNullable(inventories.get(cluster)).ifPresent(InventoryLoop::changed);
            }

            @Override
            public void refused(String cluster) {
                Optional.ofNullable(inventories.get(cluster)).ifPresent(InventoryLoop::refused);
            }
        };
    }

    private void leasesChanged() {
        inventories.values().forEach(InventoryLoop::changed);
        waker.wake();
    }
}
