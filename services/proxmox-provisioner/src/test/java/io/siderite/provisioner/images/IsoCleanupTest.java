package io.siderite.provisioner.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.provisioner.store.ImageClaimStore;
import io.siderite.provisioner.store.IsoStore;
import io.siderite.provisioner.testing.Peers;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxClusters;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way: a simulated Proxmox, and a database that remembers. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "provisioner"))
@QuarkusTestResource(Peers.class)
class IsoCleanupTest {

    private static final String IMAGE = "siderite-" + "ef".repeat(32) + ".iso";
    private static final String CIDATA = "siderite-cidata-0e3871ed-52b5-4db1-875f-85329fb472c0.iso";

    @Inject
    ProxmoxClusters clusters;

    @Inject
    @PersistenceUnit("provisioner")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    private Transactions transactions;
    private IsoStore records;

    @BeforeEach
    void open() {
        transactions = new Transactions(factory, vertx, () -> {});
        records = new IsoStore(transactions);
    }

    @Test
    void leftIsosGoFromTheSimulatedProxmox() throws InterruptedException {
        ProxmoxCluster cluster = clusters.named("home").orElseThrow();
        put(cluster, IMAGE);
        put(cluster, CIDATA);
        put(cluster, "debian.iso");

        sweep(cluster, Duration.ofDays(1), Instant.now());
        assertThat(records.known("home").keySet())
                .extracting(IsoCopy::filename)
                .contains(IMAGE, CIDATA)
                .doesNotContain("debian.iso");
        assertThat(Peers.proxmox().isoVolumes()).anyMatch(volume -> volume.contains(IMAGE));

        sweep(cluster, Duration.ofDays(1), Instant.now().plus(Duration.ofDays(2)));

        assertThat(Peers.proxmox().isoVolumes())
                .noneMatch(volume -> volume.contains(IMAGE) || volume.contains(CIDATA))
                .anyMatch(volume -> volume.contains("debian.iso"));
        assertThat(records.known("home").keySet()).extracting(IsoCopy::filename).doesNotContain(IMAGE, CIDATA);
    }

    @Test
    void whatIsRememberedComesBack() {
        ImageClaimStore claims = new ImageClaimStore(transactions);
        IsoCopy brought = new IsoCopy("shelf", "", "isos", "siderite-opaque-key.iso");
        IsoCopy adopted = new IsoCopy("shelf", "pve1", "local", IMAGE);
        Instant since = Instant.parse("2026-05-02T12:00:00.123Z");

        assertThat(claims.claim(brought, "m-1")).isTrue();
        records.remember(adopted, Optional.of(since));
        assertThat(records.known("shelf")).isEqualTo(Map.of(brought, Optional.empty(), adopted, Optional.of(since)));
        assertThat(records.claimed("shelf")).containsExactly(brought);

        assertThat(records.reserve(brought)).as("m-1 brings it").isFalse();
        assertThat(records.reserve(adopted)).isTrue();
        assertThat(claims.look(adopted, "m-2")).isEqualTo(new ImageClaims.Claim.Others());
        assertThat(claims.claim(adopted, "m-2")).isFalse();
        records.release("shelf");
        assertThat(claims.look(adopted, "m-2")).isEqualTo(new ImageClaims.Claim.Free());

        records.remember(adopted, Optional.empty());
        records.forget(brought);
        assertThat(records.known("shelf")).isEqualTo(Map.of(adopted, Optional.empty()));
    }

    private void sweep(ProxmoxCluster cluster, Duration grace, Instant now) throws InterruptedException {
        new IsoSweep(cluster, records, grace, true, () -> true, InstantSource.fixed(now), Thread::sleep).run();
    }

    private static void put(ProxmoxCluster cluster, String filename) throws InterruptedException {
        assertThat(cluster.uploadIso("pve3", "local", filename, new byte[2048])).isInstanceOf(Outcome.Done.class);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Peers.proxmox().isoVolumes().stream().noneMatch(volume -> volume.contains(filename))) {
            assertThat(System.nanoTime()).as("%s is there", filename).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
