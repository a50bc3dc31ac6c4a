package io.siderite.eventing;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The one bridge between code that blocks (handlers on virtual threads) and Hibernate Reactive, which wants an event
 * loop. One per service, over the service's own persistence unit.
 */
public final class Transactions {

    // A transaction of ours takes milliseconds. One that takes this long has lost its database.
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);
    private static final int TRIES = 20;
    private static final Backoff BETWEEN_TRIES = new Backoff(Duration.ofMillis(5), Duration.ofMillis(200));

    private final Mutiny.SessionFactory factory;
    private final Vertx vertx;
    private final Runnable afterCommit;

    /**
     * @param afterCommit called after each commit, such as to wake the outbox's drain; must not block
     */
    public Transactions(Mutiny.SessionFactory factory, Vertx vertx, Runnable afterCommit) {
        this.factory = factory;
        this.vertx = vertx;
        this.afterCommit = afterCommit;
    }

    /**
     * Runs the work in one transaction and waits for its commit. Lost races (serialization failure, deadlock, two
     * inserts of one key) are run again from the start.
     *
     * @throws StoreUnavailable when the database can't do it now; nothing was committed, as far as can be known
     */
    public <T> T inTransaction(Function<Mutiny.Session, Uni<T>> work) {
        for (int tries = 1; ; tries++) {
            try {
                T result = await(work);
                afterCommit.run();
                return result;
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                switch (Trouble.of(cause)) {
                    case UNAVAILABLE -> throw new StoreUnavailable(cause);
                    case BUG -> throw new IllegalStateException("a transaction failed: " + cause, cause);
                    case RACE -> {
                        if (tries == TRIES) {
                            throw new StoreUnavailable(cause);
                        }
                        pause(BETWEEN_TRIES.after(tries));
                    }
                }
            } catch (TimeoutException e) {
                throw new StoreUnavailable(e);
            }
        }
    }

    private <T> T await(Function<Mutiny.Session, Uni<T>> work) throws ExecutionException, TimeoutException {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreUnavailable(new InterruptedException("stopped before the transaction began"));
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(_ -> {
            try {
                var _ = factory.withTransaction((session, _) -> work.apply(session))
                        .subscribe()
                        .with(future::complete, future::completeExceptionally);
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        });
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return outlive(future);
        }
    }

    /** Who is interrupted is being stopped, and the pool is closed next: what is under way ends first. */
    private static <T> T outlive(CompletableFuture<T> future) throws ExecutionException, TimeoutException {
        try {
            return future.get(LAST_WORDS.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new StoreUnavailable(e);
        } finally {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(e);
        }
    }

    /** What kind of failure a transaction met. */
    private enum Trouble {
        RACE,
        UNAVAILABLE,
        BUG;

        static Trouble of(Throwable failure) {
            for (Throwable t = failure; t != null; t = t.getCause()) {
                if (t instanceof PgException pg) {
                    return ofState(pg.getSqlState());
                }
                // Vert.x says a lost or closed connection with these, and so does a driver whose socket broke.
                if (t instanceof IOException
                        || t instanceof VertxException
                        || t instanceof NoStackTraceThrowable
                        || t instanceof ClosedConnectionException) {
                    return UNAVAILABLE;
                }
            }
            return BUG;
        }

        private static Trouble ofState(String state) {
            return switch (state) {
                // serialization failure, deadlock, lock not available, unique violation
                case "40001", "40P01", "55P03", "23505" -> RACE;
                default ->
                    // connection, resources (disk full, too many connections), operator intervention (restart), system
                    switch (state.substring(0, 2)) {
                        case "08", "53", "57", "58" -> UNAVAILABLE;
                        default -> BUG;
                    };
            };
        }
    }
}
