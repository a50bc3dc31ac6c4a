package io.siderite.allocator.messaging;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.allocator.AllocatorConfig;
import io.siderite.allocator.store.Redefining;
import io.siderite.eventing.Event;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.settings.LiveNetworks;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the configuration file changes while machines have addresses. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class ChangedFileTest {

    private static final String MINE = """
            siderite:
              networks:
                mine:
                  bridge: vmbr77
                  subnet: 10.77.0.0/29
                  ranges: 10.77.0.2-10.77.0.3
            """;

    @TempDir
    Path directory;

    @Inject
    AllocatorEvents events;

    @Inject
    ConfiguredNetworks networks;

    @Inject
    AllocatorConfig config;

    @Inject
    @PersistenceUnit("allocator")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    private final Warnings warnings = new Warnings();
    private final Logger logger = Logger.getLogger(Upkeep.class.getName());

    @BeforeEach
    void listen() {
        // The service's own networks are in force first, and it proposes no others.
        events.handle(Records.batch());
        logger.addHandler(warnings);
    }

    @AfterEach
    void putBack() {
        logger.removeHandler(warnings);
        var _ = transactions().inTransaction(new Redefining(networks.read(), Duration.ZERO)::apply);
    }

    @Test
    void whatIsWrongWithAChangedFileIsSaidOnceAndStaysInHealthUntilItIsMended() throws IOException {
        Path file = directory.resolve("siderite.yaml");
        Upkeep upkeep = new Upkeep(transactions(), new LiveNetworks(Networks.none(), Optional.of(file)), config);
        write(file, MINE);
        upkeep.putInForce();
        assertThat(upkeep.notInForce()).isEmpty();
        hear(
                "home/pve1",
                System.nanoTime(),
                NodeInventory.newBuilder()
                        .setCluster("home")
                        .setNode("pve1")
                        .addClusterNodes("pve1")
                        .build());
        hear("upkeep-1", 1, placed());
        assertThat(inForce()).contains("10.77.0.2-10.77.0.3");

        write(file, MINE + "      mtu: 90000\n");
        upkeep.putInForce();
        upkeep.putInForce(true);
        assertThat(upkeep.notInForce())
                .singleElement()
                .asString()
                .contains("siderite.yaml line 7 (siderite.networks.mine.mtu) is \"90000\"");
        assertThat(warnings.said).singleElement().asString().contains("siderite.yaml line 7");

        write(file, MINE + "      exclude: 10.77.0.2\n");
        upkeep.putInForce();
        upkeep.putInForce(true);
        assertThat(upkeep.notInForce())
                .singleElement()
                .asString()
                .contains(
                        "siderite.yaml line 4 (siderite.networks.mine.bridge): upkeep-1 has 10.77.0.2 of network mine:"
                                + " 10.77.0.2 is excluded");
        assertThat(warnings.said).hasSize(2).last().asString().contains("upkeep-1 has 10.77.0.2");
        assertThat(inForce()).doesNotContain("exclude");

        // Who was in the way is gone: what was refused is in force without another change.
        hear("upkeep-1", 1, VmDeleted.newBuilder().setRequestId("upkeep-1").build());
        upkeep.putInForce(true);
        assertThat(upkeep.notInForce()).isEmpty();
        assertThat(inForce()).contains("exclude");
        assertThat(warnings.said).hasSize(2);
    }

    private Transactions transactions() {
        return new Transactions(factory, vertx, () -> {});
    }

    private String inForce() {
        return transactions()
                .inTransaction(s -> s.createNativeQuery("select keys from definition", String.class)
                        .getSingleResult());
    }

    private void hear(String key, long revision, Message data) {
        events.handle(Records.batch(Event.of(key, revision, Instant.EPOCH, Optional.empty(), data)));
    }

    /** The networks that other tests have machines on, as they are, and this one. */
    private void write(Path file, String mine) throws IOException {
        String others = networks.read().keys().entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\": \"" + e.getValue() + "\"\n")
                .collect(joining());
        Files.writeString(file, mine + others);
    }

    private static MachineEvaluated placed() {
        return MachineEvaluated.newBuilder()
                .setVerdict(MachineEvaluated.Verdict.PLACED)
                .setRequest(MachineRequest.newBuilder().setRequestId("upkeep-1").setRequestSet("workers"))
                .setUuid("uuid-upkeep-1")
                .setAttempt(1)
                .setSpec(VmSpec.newBuilder()
                        .addNics(NicPlan.newBuilder().setBridge("vmbr77").setNetwork("mine")))
                .build();
    }

    private static final class Warnings extends Handler {

        private final List<String> said = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord logged) {
            if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
                said.add(String.valueOf(
                        logged instanceof org.jboss.logmanager.ExtLogRecord ext
                                ? ext.getFormattedMessage()
                                : logged.getMessage()));
            }
        }

        @Override
        public void flush() {
            // kept in memory
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
