package io.siderite.eventing.testing;

import io.siderite.eventing.OutboxRow;
import io.siderite.eventing.SnapshotRow;
import io.siderite.eventing.Transactions;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.vertx.VertxInstance;

/** A service's store over a PostgreSQL of its own, without the service: for properties and benchmarks. */
public final class StandaloneStore implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final Vertx vertx;
    private final SessionFactory sessions;
    private final Transactions transactions;

    private StandaloneStore(EmbeddedPostgres postgres, Vertx vertx, SessionFactory sessions) {
        this.postgres = postgres;
        this.vertx = vertx;
        this.sessions = sessions;
        this.transactions = new Transactions(sessions.unwrap(Mutiny.SessionFactory.class), vertx, () -> {});
    }

    /**
     * Starts it.
     *
     * @param migrations the unit's, such as {@code db/allocator}; eventing's own are run too
     * @param entities the unit's; eventing's own are known
     */
    public static StandaloneStore start(String migrations, List<Class<?>> entities) throws IOException {
        return over(EmbeddedPostgres.builder().start(), migrations, entities);
    }

    /** The same with commits that wait for the disk, as those of a real PostgreSQL do. */
    public static StandaloneStore durable(String migrations, List<Class<?>> entities) throws IOException {
        return over(
                EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start(),
                migrations,
                entities);
    }

    private static StandaloneStore over(EmbeddedPostgres postgres, String migrations, List<Class<?>> entities) {
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .locations("db/eventing", migrations)
                .load()
                .migrate();
        Vertx vertx = Vertx.vertx();
        Configuration configuration = new Configuration()
                .addAnnotatedClass(OutboxRow.class)
                .addAnnotatedClass(SnapshotRow.class)
                .setProperty("hibernate.connection.url", "postgresql://127.0.0.1:" + postgres.getPort() + "/postgres")
                .setProperty("hibernate.connection.username", "postgres")
                .setProperty("hibernate.connection.password", "postgres");
        entities.forEach(configuration::addAnnotatedClass);
        VertxInstance instance = () -> vertx;
        SessionFactory sessions = configuration.buildSessionFactory(new ReactiveServiceRegistryBuilder()
                .applySettings(configuration.getProperties())
                .addService(VertxInstance.class, instance)
                .build());
        return new StandaloneStore(postgres, vertx, sessions);
    }

    /** Its transactions. */
    public Transactions transactions() {
        return transactions;
    }

    /** Runs a statement. */
    public void execute(String sql) {
        transactions.inTransaction(s -> s.createNativeQuery(sql).executeUpdate());
    }

    /** The texts that a query of one column tells. */
    public List<String> texts(String sql) {
        return transactions.inTransaction(
                s -> s.createNativeQuery(sql, String.class).getResultList());
    }

    @Override
    public void close() throws IOException {
        sessions.close();
        var _ = vertx.close().toCompletionStage().toCompletableFuture().join();
        postgres.close();
    }
}
