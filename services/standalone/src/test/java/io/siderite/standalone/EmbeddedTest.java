package io.siderite.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker and the database keep what they confirmed, over a stop and over a killed process. */
class EmbeddedTest {

    static {
        EarlyLog.prepare();
    }

    private static final String TOPIC = "machine.requested";

    @TempDir
    Path home;

    @Test
    void postgresIsDurableByItsOwnWord() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, new Ports(home))) {
            for (String setting : EmbeddedPostgres.DURABLE) {
                assertThat(postgres.show(setting)).as(setting).isEqualTo("on");
            }
            assertThat(postgres.show("listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aRowSurvivesARestart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, new Ports(home))) {
            writeRow(postgres);
        }

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, new Ports(home))) {
            assertThat(rows(postgres)).isEqualTo(1);
        }
    }

    @Test
    void aServiceSeesItsOwnSchemaOnly() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, new Ports(home))) {
            writeRow(postgres);
            String password = postgres.openStore(ServiceStore.ALLOCATOR);
            try (Connection other = connect(postgres, ServiceStore.ALLOCATOR, password);
                    Statement statement = other.createStatement()) {
                assertThat(refusal(statement, "SELECT * FROM class_evaluator.placement"))
                        .contains("permission denied for schema class_evaluator");
                assertThat(refusal(statement, "CREATE TABLE public.stray (id int)"))
                        .contains("permission denied for schema public");
            }
        }
    }

    @Test
    void aPostgresThatOutlivedItsParentIsStoppedFirst() throws Exception {
        EmbeddedPostgres outlived = EmbeddedPostgres.start(home, new Ports(home));
        writeRow(outlived);

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, new Ports(home))) {
            assertThat(rows(postgres)).isEqualTo(1);
            assertThat(postgres.port()).as("remembered port").isEqualTo(outlived.port());
        }
    }

    @Test
    void aPidFileOfAForeignProcessBlocksNothing() throws Exception {
        EmbeddedPostgres.start(home, new Ports(home)).close();
        Process foreign = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(home.resolve("data/postmaster.pid"), foreign.pid() + "\n" + home + "\n");

            EmbeddedPostgres.start(home, new Ports(home)).close();

            assertThat(foreign.isAlive()).isTrue();
        } finally {
            foreign.destroy();
        }
    }

    @Test
    void aRecordSurvivesARestart() throws Exception {
        String bootstrap;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(home, new Ports(home))) {
            bootstrap = kafka.bootstrap();
            createTopic(bootstrap);
            writeRecord(bootstrap, "one");
        }

        try (EmbeddedKafka kafka = EmbeddedKafka.start(home, new Ports(home))) {
            assertThat(kafka.bootstrap()).as("remembered port").isEqualTo(bootstrap);
            assertThat(records(kafka.bootstrap())).containsExactly("one");
        }
    }

    @Test
    void topicsAreNotMadeByTypingErrors() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(home, new Ports(home));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrap(), "max.block.ms", "1500"),
                        new StringSerializer(),
                        new StringSerializer())) {
            assertThat(producer.send(new ProducerRecord<>("machine.requsted", "x")))
                    .failsWithin(Duration.ofSeconds(5));
            assertThat(admin.listTopics().names().get(5, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void bothComeBackAfterKillMinusNine() throws Exception {
        Process first = KillableChild.start(home);
        KillableChild.Facts facts = KillableChild.ready(first);
        first.destroyForcibly();
        assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();

        long began = System.nanoTime();
        Ports ports = new Ports(home);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home.resolve("postgresql"), ports);
                EmbeddedKafka kafka = EmbeddedKafka.start(home.resolve("kafka"), ports)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            System.out.println("after kill -9: PostgreSQL and Kafka, one after the other, ready in " + millis + " ms");
            assertThat(kafka.bootstrap()).isEqualTo(facts.bootstrap());
            assertThat(rows(postgres)).isEqualTo(1);
            assertThat(records(kafka.bootstrap())).containsExactly("one");
        }
    }

    static void writeRow(EmbeddedPostgres postgres) throws SQLException {
        String password = postgres.openStore(ServiceStore.EVALUATOR);
        try (Connection connection = connect(postgres, ServiceStore.EVALUATOR, password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE placement (id int)");
            statement.execute("INSERT INTO placement VALUES (1)");
        }
    }

    private static int rows(EmbeddedPostgres postgres) throws SQLException {
        String password = postgres.openStore(ServiceStore.EVALUATOR);
        try (Connection connection = connect(postgres, ServiceStore.EVALUATOR, password);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM placement")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres, ServiceStore store, String password)
            throws SQLException {
        return postgres.connect(EmbeddedPostgres.DATABASE, store.schema(), password);
    }

    private static String refusal(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return "it was allowed";
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static void createTopic(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(10, TimeUnit.SECONDS);
        }
    }

    static void writeRecord(String bootstrap, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get(10, TimeUnit.SECONDS);
        }
    }

    private static List<String> records(String bootstrap) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(TOPIC, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<String> values = new ArrayList<>();
            for (int polls = 0; polls < 20 && values.isEmpty(); polls++) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                    values.add(record.value());
                }
            }
            return values;
        }
    }
}
