package io.siderite.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A persistent PostgreSQL of our own: one data directory, on loopback, with a generated password, and as durable as
 * PostgreSQL is out of the box. {@code pg_ctl} starts it in a session of its own, so that a Ctrl-C meant for us does not
 * stop the database under the services.
 */
final class EmbeddedPostgres implements AutoCloseable {

    /** The one database; each service has its schema in it. */
    static final String DATABASE = "siderite";

    private static final String SUPERUSER = "postgres";
    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long LOG_LIMIT_BYTES = 10L << 20;

    /** Without these a commit that was confirmed could be lost with the machine's power. */
    static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final PostgresSoftware software;
    private final Path data;
    private final int port;
    private final String password;

    private EmbeddedPostgres(PostgresSoftware software, Path data, int port, String password) {
        this.software = software;
        this.data = data;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts it, and first stops one that outlived its killed parent on the same data.
     *
     * @param directory of PostgreSQL's alone, in a locked data directory
     * @throws IOException when a program of PostgreSQL fails, with what it said
     */
    static EmbeddedPostgres start(Path directory, Ports ports) throws IOException, InterruptedException {
        PostgresSoftware software = PostgresSoftware.in(directory);
        Path data = directory.resolve("data");
        Path secret = directory.resolve("password");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(software, data, secret);
        }
        requireSameMajor(data);
        Outlived.stop(software, data);
        EmbeddedPostgres postgres = new EmbeddedPostgres(
                software,
                data,
                ports.choose("postgresql"),
                Files.readString(secret).strip());
        postgres.configure();
        postgres.launch(directory.resolve("postgresql.log"));
        try {
            postgres.verifyDurable();
            postgres.createDatabase();
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("the embedded PostgreSQL refused its set-up: " + e.getMessage(), e);
        }
        return postgres;
    }

    private static void initialise(PostgresSoftware software, Path data, Path secret)
            throws IOException, InterruptedException {
        Files.deleteIfExists(secret);
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(DataDirectory.OWNER_FILE));
        Files.writeString(secret, newPassword());
        // Initialised beside its place, so that an initdb that was killed half-way is not taken for a database.
        Path initialising = Files.createTempDirectory(data.getParent(), "data-initialising-");
        software.run(
                "initdb",
                List.of(
                        "--pgdata=" + initialising,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + secret,
                        "--auth-host=scram-sha-256",
                        "--auth-local=reject",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums",
                        "--no-instructions"));
        Files.move(initialising, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requireSameMajor(Path data) throws IOException {
        String made = Files.readString(data.resolve("PG_VERSION")).strip();
        String version = PostgresSoftware.version();
        if (!version.startsWith(made + ".")) {
            throw new IOException(data + " was made by PostgreSQL " + made + ", this Siderite brings " + version
                    + ": dump it with the version that made it, or start with a new --home");
        }
    }

    private void configure() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        DURABLE.forEach(name -> settings.put(name, "on"));
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("max_connections", "100");
        // One homelab's rows: small memory, no replication, no extra worker processes.
        settings.put("shared_buffers", "32MB");
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("max_wal_size", "256MB");
        settings.put("min_wal_size", "32MB");
        settings.put("io_method", "sync");
        settings.put("max_parallel_workers", "0");
        settings.put("jit", "off");
        settings.put("log_min_messages", "warning");
        settings.put("log_line_prefix", "%m [%p] %u ");
        settings.put("log_timezone", "UTC");
        settings.put("timezone", "UTC");
        StringBuilder file = new StringBuilder("# Written anew by Siderite at each start.\n");
        settings.forEach(
                (name, value) -> file.append(name).append(" = '").append(value).append("'\n"));
        Files.writeString(data.resolve("postgresql.conf"), file);
    }

    private void launch(Path log) throws IOException, InterruptedException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        // The postmaster inherits pg_ctl's output: a pipe to us would stay open as long as the database runs.
        Process process = new ProcessBuilder(software.command(
                        "pg_ctl",
                        List.of("start", "--pgdata=" + data, "--log=" + log, "--wait", "--timeout=60", "--silent")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("the embedded PostgreSQL did not start (pg_ctl ended with " + code + "): see " + log);
        }
    }

    private void verifyDurable() throws SQLException, IOException {
        for (String name : DURABLE) {
            String value = show(name);
            if (!"on".equals(value)) {
                throw new IOException("the embedded PostgreSQL runs with " + name + " = " + value + ", it must be on");
            }
        }
    }

    /** A setting of the running server. */
    String show(String setting) throws SQLException {
        try (Connection connection = superuser("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = superuser("postgres");
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + DATABASE);
            statement.execute("REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
        }
    }

    /**
     * Makes sure of a service's schema and of the role that owns it and sees nothing else.
     *
     * @return the role's password, drawn anew at each start
     */
    String openStore(ServiceStore store) throws SQLException {
        String role = store.schema();
        String drawn = newPassword();
        try (Connection connection = superuser(DATABASE);
                Statement statement = connection.createStatement()) {
            boolean exists;
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'")) {
                exists = found.next();
            }
            statement.execute((exists ? "ALTER" : "CREATE") + " ROLE " + role + " LOGIN PASSWORD '" + drawn + "'");
            statement.execute("GRANT CONNECT ON DATABASE " + DATABASE + " TO " + role);
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + role + " AUTHORIZATION " + role);
            statement.execute("ALTER ROLE " + role + " SET search_path = " + role);
            // Longer than the service itself waits: a transaction that it has given up must not keep its locks for
            // good.
            statement.execute("ALTER ROLE " + role + " SET idle_in_transaction_session_timeout = '75s'");
        }
        return drawn;
    }

    private Connection superuser(String database) throws SQLException {
        return connect(database, SUPERUSER, password);
    }

    /** A plain connection, for set-up and tests. */
    Connection connect(String database, String user, @Nullable String secret) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {InetAddress.ofLiteral("127.0.0.1").getHostAddress()});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(secret);
        source.setConnectTimeout(10);
        return source.getConnection();
    }

    int port() {
        return port;
    }

    private static String newPassword() {
        byte[] random = new byte[24];
        RANDOM.nextBytes(random);
        return HEX.formatHex(random);
    }

    /** Ends open sessions, writes a checkpoint and waits until the server is gone. */
    @Override
    public void close() throws IOException, InterruptedException {
        software.run("pg_ctl", List.of("stop", "--pgdata=" + data, "--mode=fast", "--wait", "--timeout=30"));
    }
}
