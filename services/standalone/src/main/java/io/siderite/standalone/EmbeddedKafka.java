package io.siderite.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One genuine Kafka broker that is its own controller (KRaft, combined mode), with a persistent log directory, on
 * loopback only.
 */
final class EmbeddedKafka implements AutoCloseable {

    private static final int NODE_ID = 1;

    private final KafkaRaftServer server;
    private final String bootstrap;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrap) {
        this.server = server;
        this.bootstrap = bootstrap;
    }

    /** Starts it on its directory, which is formatted when new, and returns once it serves. */
    static EmbeddedKafka start(Path directory, Ports ports) throws IOException {
        int broker = ports.choose("kafka");
        int controller = ports.choose("kafka-controller");
        Path logs = directory.resolve("log");
        if (!Files.exists(logs.resolve("meta.properties"))) {
            format(logs);
        }
        KafkaConfig config = KafkaConfig.fromProps(properties(logs, broker, controller), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, "127.0.0.1:" + broker);
    }

    /** {@code meta.properties} is the last file that formatting writes; a directory without it is formatted again. */
    private static void format(Path logs) throws IOException {
        Files.createDirectories(logs);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            new Formatter()
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(logs.toString())
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setIgnoreFormatted(true)
                    .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) {
            throw new IOException("Kafka's directory " + logs + " could not be formatted: " + e.getMessage(), e);
        }
    }

    private static Properties properties(Path logs, int broker, int controller) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("log.dirs", logs.toString());
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + broker + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + broker);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        // Static voters stand in the configuration alone, so that the port may change with the next start.
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controller);
        settings.putAll(ONE_COPY);
        settings.putAll(QUICK);
        settings.putAll(SMALL);
        settings.putAll(DURABLE);
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** There is one broker: one copy of everything, and topics are declared, never made by a typing error. */
    private static final Map<String, String> ONE_COPY = Map.of(
            "auto.create.topics.enable", "false",
            "default.replication.factor", "1",
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "1",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            "share.coordinator.state.topic.num.partitions", "1");

    /**
     * Quick back after an unclean stop, when the old session has to run out first (9 s by default), and still not fenced
     * by a busy machine: with 1 s a load of 15 on two cores did that.
     */
    private static final Map<String, String> QUICK = Map.of(
            "broker.session.timeout.ms", "2000",
            "broker.heartbeat.interval.ms", "250",
            "group.initial.rebalance.delay.ms", "0",
            "controlled.shutdown.max.retries", "1",
            "offsets.retention.minutes", "525600");

    /** A homelab's traffic fits into few threads and small buffers. */
    private static final Map<String, String> SMALL = Map.of(
            "num.network.threads", "1",
            "num.io.threads", "2",
            "background.threads", "2",
            "num.recovery.threads.per.data.dir", "1",
            "log.cleaner.dedupe.buffer.size", "4194304",
            "log.index.size.max.bytes", "1048576",
            "log.segment.bytes", "67108864",
            "offsets.topic.segment.bytes", "16777216",
            "metric.reporters", "");

    /** Each batch is on the disk before it counts as written: there is no second copy elsewhere. */
    private static final Map<String, String> DURABLE = Map.of("log.flush.interval.messages", "1");

    /** Address for clients. */
    String bootstrap() {
        return bootstrap;
    }

    /** Stops it cleanly and waits for that. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
