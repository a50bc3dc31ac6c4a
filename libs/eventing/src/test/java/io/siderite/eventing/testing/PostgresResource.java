package io.siderite.eventing.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL for a {@code @QuarkusTest}: one role and one schema for the persistence unit named by the argument
 * {@code unit}, as in a real set-up.
 */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable EmbeddedPostgres postgres;
    private String unit = "";

    @Override
    public void init(Map<String, String> arguments) {
        unit = Objects.requireNonNull(arguments.get("unit"), "the argument unit is missing");
    }

    @Override
    public Map<String, String> start() {
        try {
            EmbeddedPostgres started = EmbeddedPostgres.builder().start();
            postgres = started;
            try (Connection connection = started.getPostgresDatabase().getConnection();
                    Statement sql = connection.createStatement()) {
                sql.execute("create role %s login password 'test'".formatted(unit));
                sql.execute("create schema %s authorization %s".formatted(unit, unit));
                sql.execute("alter role %s set search_path = %s".formatted(unit, unit));
            }
            String database = "postgresql://127.0.0.1:" + started.getPort() + "/postgres";
            Map<String, String> config = new HashMap<>();
            config.put("quarkus.datasource." + unit + ".reactive.url", database);
            config.put("quarkus.datasource." + unit + ".jdbc.url", "jdbc:" + database);
            config.put("quarkus.datasource." + unit + ".username", unit);
            config.put("quarkus.datasource." + unit + ".password", "test");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL for the test does not start", e);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL for the test can't be prepared", e);
        }
    }

    @Override
    public void stop() {
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
