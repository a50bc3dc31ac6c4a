package io.siderite.evaluator.messaging;

import static io.siderite.placement.TestingCluster.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.evaluator.store.Batch;
import io.siderite.eventing.Event;
import io.siderite.eventing.Topics;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.placement.PlacingPolicy;
import io.siderite.placement.TestingCluster;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "evaluator"))
class EvaluatorEventsTest {

    /** Readings are of now: older ones take no machines. */
    private static final long START = Instant.now().getEpochSecond() - 10;

    @Inject
    EvaluatorEvents events;

    @Inject
    @PersistenceUnit("evaluator")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "mp.messaging.incoming.evaluator.topics")
    List<String> topics;

    @BeforeEach
    void forgetEverything() {
        var _ = transactions()
                .inTransaction(s -> s.createNativeQuery("delete from evaluation")
                        .executeUpdate()
                        .chain(() ->
                                s.createNativeQuery("delete from inventory").executeUpdate()));
    }

    @Test
    void theChannelReadsWhatIsDeclared() {
        assertThat(topics)
                .containsExactlyInAnyOrderElementsOf(Topics.declared().readBy("class-evaluator").stream()
                        .map(topic -> topic.name())
                        .toList());
    }

    @Test
    void aBurstSpreadsOverTheNodesAndAReplayChangesNothing() {
        var cluster = inventory(
                1, new TestingCluster().node("pve1", 64).node("pve2", 64).node("pve3", 64));
        var burst = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> requested("burst-" + i, 1))
                .toList();

        events.handle(batch(cluster));
        events.handle(batch(burst));

        assertThat(texts("select node from evaluation where state = 'PLACED' order by node"))
                .containsExactly("pve1", "pve1", "pve2", "pve2", "pve3", "pve3");
        var rows = "select evaluation::text from evaluation order by request_id";
        var before = texts(rows);
        events.handle(batch(Stream.concat(burst.stream(), cluster.stream()).toList()));
        assertThat(texts(rows)).isEqualTo(before);
        assertThat(texts("select key from outbox where key like 'burst-%'")).hasSize(6);
    }

    @Test
    void aMachineWaitsVisiblyAndIsPlacedWhenAnInventoryWithRoomArrives() {
        events.handle(batch(List.of(requested("wait-1", 1))));
        assertThat(verdicts("wait-1")).containsExactly("WAITING");
        assertThat(published("wait-1").getLast().getReasonsList())
                .containsExactly("no Proxmox cluster has been read yet");

        events.handle(batch(inventory(1, new TestingCluster().node("pve1", 4))));
        assertThat(verdicts("wait-1")).containsExactly("WAITING", "WAITING");

        events.handle(batch(inventory(2, new TestingCluster().node("pve1", 64))));
        assertThat(verdicts("wait-1")).containsExactly("WAITING", "WAITING", "PLACED");
        assertThat(texts("select encode(headers, 'escape') from outbox where key = 'wait-1'"))
                .allMatch(headers -> headers.contains("00-trace-of-wait-1"));

        events.handle(batch(inventory(1, new TestingCluster().node("pve1", 4))));
        assertThat(texts("select extract(epoch from read_at)::bigint::text from inventory"))
                .containsExactly(Long.toString(START + 2));
    }

    @Test
    void aClusterThatWasNotReadForLongTakesMachinesAgainWhenTheSameIsReadAgain() {
        events.handle(batch(inventory(-400, new TestingCluster().node("pve1", 64))));
        events.handle(batch(List.of(requested("stale-1", 1))));
        assertThat(published("stale-1").getLast().getReasonsList())
                .containsExactly(
                        ("main is not read since %s, and nothing is placed there until it is: does it answer, and is"
                                        + " it still configured?")
                                .formatted(Instant.ofEpochSecond(START - 400)));

        events.handle(batch(inventory(1, new TestingCluster().node("pve1", 64))));
        assertThat(verdicts("stale-1")).containsExactly("WAITING", "PLACED");
    }

    @Test
    void nothingIsPlacedBeforeEveryNodeIsRead() {
        var both = inventory(1, new TestingCluster().node("pve1", 64).node("pve2", 64));

        events.handle(batch(List.of(both.getFirst(), requested("half-1", 1))));
        assertThat(verdicts("half-1")).containsExactly("WAITING");

        events.handle(batch(List.of(both.getLast())));
        assertThat(verdicts("half-1")).containsExactly("WAITING", "PLACED");
    }

    @Test
    void whatWasPromisedCountsInEveryLaterBatchUntilTheVmIsDeleted() {
        // Room for one machine of 4 GiB beside the host's 2 GiB.
        events.handle(batch(inventory(1, new TestingCluster().node("pve1", 7))));
        events.handle(batch(List.of(requested("first", 1))));
        events.handle(batch(List.of(requested("second", 1))));
        events.handle(batch(List.of(requested("third", 1))));
        assertThat(texts("select state from evaluation order by request_id"))
                .containsExactly("PLACED", "WAITING", "WAITING");

        events.handle(batch(List.of(withdrawn("first", 2))));
        assertThat(verdicts("first")).containsExactly("PLACED", "WITHDRAWN");
        assertThat(texts("select state from evaluation order by request_id"))
                .containsExactly("WITHDRAWN", "WAITING", "WAITING");

        events.handle(batch(List.of(deleted("first", 9))));
        assertThat(texts("select state from evaluation order by request_id"))
                .containsExactly("GONE", "PLACED", "WAITING");
        assertThat(texts("select key from snapshot where key = 'first'")).isEmpty();

        events.handle(batch(List.of(requested("first", 3), withdrawn("first", 4))));
        assertThat(verdicts("first")).containsExactly("PLACED", "WITHDRAWN");
    }

    @Test
    void twoInstancesDoNotGiveTheSamePlaceAway() throws Exception {
        // Room for one machine of 4 GiB beside the host's 2 GiB.
        events.handle(batch(inventory(1, new TestingCluster().node("pve1", 7))));
        var start = new CountDownLatch(1);
        try (var instances = Executors.newVirtualThreadPerTaskExecutor()) {
            var both = Stream.of("here", "there")
                    .map(id -> instances.submit(() -> {
                        start.await();
                        return transactions()
                                .inTransaction(
                                        Batch.of(List.of(requested(id, 1)), PlacingPolicy.DEFAULT, Instant.now())
                                                ::apply);
                    }))
                    .toList();
            start.countDown();
            for (var one : both) {
                assertThat(one.get()).isEmpty();
            }
        }

        assertThat(texts("select state from evaluation order by state")).containsExactly("PLACED", "WAITING");
    }

    @Test
    void aPlaceThatFailedIsLeftOutUntilItsTimeHasPassed() {
        events.handle(batch(inventory(1, new TestingCluster().node("pve1", 64))));
        events.handle(batch(List.of(requested("anew-1", 1))));
        events.handle(batch(List.of(failed("anew-1", 3))));
        assertThat(verdicts("anew-1")).containsExactly("PLACED", "WAITING");

        var soon = look(Instant.now().plusSeconds(30));
        assertThat(soon)
                .isPresent()
                .get()
                .satisfies(due -> assertThat(due)
                        .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(60)));
        assertThat(verdicts("anew-1")).containsExactly("PLACED", "WAITING");

        assertThat(look(soon.get())).isEmpty();
        assertThat(verdicts("anew-1")).containsExactly("PLACED", "WAITING", "PLACED");
        assertThat(published("anew-1").getLast().getAttempt()).isEqualTo(2);
    }

    @Test
    void anEventOfAnotherMachineThanItsKeyIsRefusedInWords() {
        var wrong = Event.of(
                "other-1",
                1,
                Instant.EPOCH,
                Optional.empty(),
                requested("wrong-1", 1).data());

        assertThatThrownBy(() -> Batch.of(List.of(wrong), PlacingPolicy.DEFAULT, Instant.EPOCH))
                .hasMessageContaining("key 'other-1' is of machine 'wrong-1'");
    }

    private Optional<Instant> look(Instant now) {
        return transactions().inTransaction(Batch.look(PlacingPolicy.DEFAULT, now)::apply);
    }

    private Transactions transactions() {
        return new Transactions(factory, vertx, () -> {});
    }

    private List<String> texts(String sql) {
        return transactions()
                .inTransaction(s -> s.createNativeQuery(sql, String.class).getResultList());
    }

    private List<MachineEvaluated> published(String requestId) {
        return texts("select encode(value, 'hex') from outbox where key = '%s' order by id".formatted(requestId))
                .stream()
                .map(EvaluatorEventsTest::parse)
                .toList();
    }

    private List<String> verdicts(String requestId) {
        return published(requestId).stream()
                .map(event -> event.getVerdict().name())
                .toList();
    }

    private static MachineEvaluated parse(String hex) {
        try {
            return MachineEvaluated.parseFrom(HexFormat.of().parseHex(hex));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Event> inventory(int readAt, TestingCluster cluster) {
        return cluster.inventory().nodes().stream()
                .map(node -> node.toBuilder()
                        .setReadAt(Timestamp.newBuilder().setSeconds(START + readAt))
                        .build())
                .map(node -> event(node.getCluster() + "/" + node.getNode(), readAt, node))
                .toList();
    }

    private static Event requested(String id, long revision) {
        return event(
                id,
                revision,
                MachineRequested.newBuilder().setRequest(request(id, "workers")).build());
    }

    private static Event withdrawn(String id, long revision) {
        return event(
                id,
                revision,
                MachineRequested.newBuilder()
                        .setRequest(request(id, "workers"))
                        .setWithdrawn(true)
                        .build());
    }

    private static Event failed(String id, long revision) {
        return event(
                id,
                revision,
                VmFailed.newBuilder()
                        .setRequestId(id)
                        .setAttempt(1)
                        .setPlaceAnew(true)
                        .build());
    }

    private static Event deleted(String id, long revision) {
        return event(id, revision, VmDeleted.newBuilder().setRequestId(id).build());
    }

    private static Event event(String key, long revision, Message data) {
        return Event.of(key, revision, Instant.EPOCH, Optional.of("00-trace-of-" + key), data);
    }

    private static ConsumerRecords<String, byte[]> batch(List<Event> events) {
        return Records.batch(events.toArray(Event[]::new));
    }
}
