package io.siderite.eventing;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What a service with a database needs to take part in the road: its transactions, its outbox on the way to Kafka, its
 * inbox, its dead letters, and the announcing of its unfinished machines. Made when the service starts, closed when it
 * stops.
 */
public final class ServiceEventing implements AutoCloseable {

    private final Publisher publisher;
    private final OutboxDrain drain;
    private final Transactions transactions;
    private final Announcer announcer;
    private final Inbox inbox;

    private ServiceEventing(
            String service,
            Mutiny.SessionFactory factory,
            Vertx vertx,
            Publisher publisher,
            Duration announcePeriod,
            Consumer<List<Event>> apply) {
        this.publisher = publisher;
        this.drain = OutboxDrain.start(service, factory, vertx, publisher);
        this.transactions = new Transactions(factory, vertx, drain::wake);
        this.announcer = Announcer.start(service, transactions, announcePeriod);
        this.inbox = new Inbox(service, new DeadLetters(service, publisher), apply);
    }

    /**
     * Starts it.
     *
     * @param service name of the service, as topics declare it
     * @param publisher closed with this
     * @param announcePeriod how often unfinished machines are announced again
     * @param apply applies events in one transaction; must be idempotent
     */
    public static ServiceEventing start(
            String service,
            Mutiny.SessionFactory factory,
            Vertx vertx,
            Publisher publisher,
            Duration announcePeriod,
            Consumer<List<Event>> apply) {
        return new ServiceEventing(service, factory, vertx, publisher, announcePeriod, apply);
    }

    /** The bridge to the service's database. */
    public Transactions transactions() {
        return transactions;
    }

    /** Applies a batch from Kafka; returns when its offsets may be committed. */
    public void handle(ConsumerRecords<String, byte[]> batch) {
        inbox.handle(batch);
    }

    /** Why the service can't do its work now, in words for people; empty when it can. */
    public Optional<String> trouble() {
        return Stream.of(inbox.trouble(), drain.trouble())
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void close() {
        inbox.close();
        announcer.close();
        drain.close();
        publisher.close();
    }
}
