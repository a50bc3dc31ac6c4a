package io.siderite.eventing;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Announces the last snapshot of every unfinished machine again, at start and on a slow period: brokers can lose
 * records too. Who has applied it already drops it by its revision.
 */
public final class Announcer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Announcer.class);
    private static final int BATCH = 200;

    private final String service;
    private final Transactions transactions;
    private final Duration period;
    private final Thread thread;

    private Announcer(String service, Transactions transactions, Duration period) {
        this.service = service;
        this.transactions = transactions;
        this.period = period;
        this.thread = Thread.ofVirtual().name("announcer-" + service).unstarted(this::run);
    }

    /** Starts announcing: once now, then every period. */
    public static Announcer start(String service, Transactions transactions, Duration period) {
        Announcer announcer = new Announcer(service, transactions, period);
        announcer.thread.start();
        return announcer;
    }

    /** Announces all of them once; answers how many. */
    public static int announce(Transactions transactions) {
        int announced = 0;
        String last = "";
        while (true) {
            String after = last;
            List<String> keys = transactions.inTransaction(session -> announceAfter(session, after));
            announced += keys.size();
            if (keys.size() < BATCH) {
                return announced;
            }
            last = keys.getLast();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        while (true) {
            try {
                int announced = announce(transactions);
                LOG.debugf("%s: announced %d unfinished machines again", service, announced);
                failures = 0;
                Thread.sleep(period);
            } catch (InterruptedException e) {
                return;
            } catch (StoreUnavailable e) {
                failures++;
                LOG.warnf("%s: can't announce its machines: %s", service, e.getMessage());
                try {
                    Thread.sleep(Backoff.STANDARD.after(failures));
                } catch (InterruptedException stop) {
                    return;
                }
            }
        }
    }

    private static Uni<List<String>> announceAfter(Mutiny.Session session, String after) {
        return session.createSelectionQuery("from SnapshotRow where key > :after order by key", SnapshotRow.class)
                .setParameter("after", after)
                .setMaxResults(BATCH)
                .getResultList()
                .chain(rows -> rows.isEmpty()
                        ? Uni.createFrom().item(List.of())
                        : session.persistAll(rows.stream().map(OutboxRow::new).toArray())
                                .replaceWith(rows.stream().map(r -> r.key).toList()));
    }
}
