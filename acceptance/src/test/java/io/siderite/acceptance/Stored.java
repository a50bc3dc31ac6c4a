package io.siderite.acceptance;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that an instance keeps, as text in which bytes stand as they are (ISO 8859-1), by where it lies. */
final class Stored {

    private Stored() {}

    /** Every record of every topic, dead letters too: headers, key and value. */
    static Map<String, String> topics(Instance instance) {
        Map<String, String> topics = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", instance.kafka(), "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .filter(p -> !p.topic().startsWith("__"))
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            partitions.forEach(p -> topics.put(p.topic(), ""));
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    topics.merge(record.topic(), text(record), String::concat);
                }
            }
        }
        return topics;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder(text(record.key())).append('\n');
        record.headers()
                .forEach(h ->
                        text.append(h.key()).append('=').append(text(h.value())).append('\n'));
        return text.append(text(record.value())).append('\n').toString();
    }

    private static String text(byte @org.jspecify.annotations.Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Every row of every table. */
    static Map<String, String> tables(Path home) throws IOException, SQLException {
        Map<String, String> tables = new TreeMap<>();
        try (Connection connection = connect(home);
                Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                            + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            for (String name : names) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + name)) {
                    tables.put(name, text(rows));
                }
            }
        }
        return tables;
    }

    private static String text(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        StringBuilder text = new StringBuilder();
        while (rows.next()) {
            for (int column = 1; column <= columns.getColumnCount(); column++) {
                boolean binary = columns.getColumnType(column) == Types.BINARY;
                text.append(columns.getColumnName(column))
                        .append('=')
                        .append(binary ? text(rows.getBytes(column)) : rows.getString(column))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static Connection connect(Path home) throws IOException, SQLException {
        Properties ports = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("ports.properties"))) {
            ports.load(in);
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + ports.getProperty("postgresql") + "/siderite",
                "postgres",
                password(home));
    }

    /** The superuser's of the embedded PostgreSQL. */
    static String password(Path home) throws IOException {
        return Files.readString(home.resolve("postgresql/password")).strip();
    }

    /** Every file of the data directory, but for PostgreSQL's programs and the file of its superuser's password. */
    static Map<String, String> files(Path home) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var walk = Files.walk(home)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = home.relativize(file).toString();
                if (!name.startsWith("postgresql/software-") && !name.equals("postgresql/password")) {
                    files.put(name, text(Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }
}
