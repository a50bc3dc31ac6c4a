package io.siderite.allocator.store;

import static io.siderite.allocator.store.Heard.event;
import static io.siderite.allocator.store.Heard.nic;
import static io.siderite.allocator.store.Heard.placed;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.eventing.Event;
import io.siderite.eventing.testing.StandaloneStore;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Machines come and go, some of a set with an address of its own, some asking for an address by name, and after each of
 * them everybody has what a child would give out: nobody what another has, the lowest free one first, what is reserved to
 * whom it is reserved for, what was asked for by name or nothing, and who asked first is served first.
 */
class AllocationPropertiesTest {

    private static final int FIRST = 2;
    private static final int LAST = 13;

    private static @Nullable StandaloneStore opened;

    @BeforeContainer
    static void start() throws IOException {
        opened = StandaloneStore.start("db/allocator", List.of(AllocationRow.class, SeenMacRow.class));
    }

    @AfterContainer
    static void stop() throws IOException {
        store().close();
    }

    private static StandaloneStore store() {
        return Objects.requireNonNull(opened, "not started");
    }

    /** What happens next. */
    sealed interface Step {
        /** A machine comes; {@code pin} is the last number of the address that it asks for. */
        record Comes(boolean gpu, Optional<Integer> pin) implements Step {}

        /** One of those that are there goes; which one, counted around. */
        record Goes(int which) implements Step {}
    }

    @Property(tries = 40)
    void everybodyHasWhatIsHis(
            @ForAll @IntRange(min = 1, max = 6) int size,
            @ForAll @IntRange(min = FIRST, max = LAST) int device,
            @ForAll @IntRange(min = FIRST, max = LAST) int gpu,
            @ForAll("steps") List<Step> steps) {
        Model model = new Model(size, device, gpu);
        begin(model);
        int number = 0;
        for (Step step : steps) {
            switch (step) {
                case Step.Comes comes -> {
                    String id = "m%03d".formatted(number++);
                    hear(event(id, 1, placed(id, comes.gpu() ? "gpu-workers" : "workers", 1, asking(comes.pin()))));
                    model.comes(id, comes);
                }
                case Step.Goes goes -> {
                    Optional<String> id = model.one(goes.which());
                    if (id.isPresent()) {
                        hear(event(
                                id.get(),
                                1,
                                VmDeleted.newBuilder().setRequestId(id.get()).build()));
                        store().transactions().inTransaction(new Resting(Duration.ZERO)::end);
                        model.goes(id.get());
                    }
                }
            }
            assertThat(store().texts("select host(address) || ' ' || request_id from lease order by address"))
                    .isEqualTo(model.leases());
            assertThat(store().texts("select request_id from waiting order by asked"))
                    .isEqualTo(model.waiting());
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Optional<Integer>> pin = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Optional.<Integer>empty())),
                Tuple.of(1, Arbitraries.integers().between(FIRST, LAST).map(Optional::of)));
        Arbitrary<Step> comes =
                Combinators.combine(Arbitraries.of(false, false, true), pin).as(Step.Comes::new);
        Arbitrary<Step> goes = Arbitraries.integers().between(0, 20).map(Step.Goes::new);
        return Arbitraries.frequencyOf(Tuple.of(3, comes), Tuple.of(2, goes))
                .list()
                .ofMaxSize(20);
    }

    private static NicPlan.Builder asking(Optional<Integer> pin) {
        NicPlan.Builder nic = nic("p");
        pin.map(Model::address).ifPresent(nic::setAddress);
        return nic;
    }

    private static void begin(Model model) {
        store().execute("truncate allocation, mac, lease, quarantine, free_interval, network, definition, waiting,"
                + " waiting_for, seen_mac, seen_address, seen_node, outbox, snapshot");
        Networks networks = ((Networks.Parsing.Parsed) Networks.parse(model.keys())).networks();
        var _ = store().transactions().inTransaction(new Redefining(networks, Duration.ZERO)::apply);
        NodeInventory node = NodeInventory.newBuilder()
                .setCluster("home")
                .setNode("pve1")
                .addClusterNodes("pve1")
                .build();
        store().transactions()
                .inTransaction(
                        new InventoryBatch(List.of(event("home/pve1", 1, node)), Set.of("home"), Duration.ZERO)::apply);
    }

    private static void hear(Event event) {
        store().transactions().inTransaction(new Batch(List.of(event), Duration.ZERO)::apply);
    }

    /** The same by hand, on paper. */
    private static final class Model {

        private final int size;
        private final int device;
        private final int gpu;
        private final TreeMap<Integer, String> holders = new TreeMap<>();
        private final List<Map.Entry<String, Step.Comes>> queue = new ArrayList<>();

        /** Addresses from {@link #FIRST} on are everybody's, but for a device's and one for a set; where both meet, the device's. */
        Model(int size, int device, int gpu) {
            this.size = size;
            this.device = device;
            this.gpu = gpu == device ? (device == LAST ? FIRST : device + 1) : gpu;
        }

        static String address(int number) {
            return "10.40.0." + number;
        }

        Map<String, String> keys() {
            return Map.of(
                    "siderite.networks.p.bridge",
                    "vmbr1",
                    "siderite.networks.p.subnet",
                    "10.40.0.0/28",
                    "siderite.networks.p.ranges",
                    address(FIRST) + "-" + address(FIRST + size - 1),
                    "siderite.networks.p.reservations." + address(device),
                    "nas",
                    "siderite.networks.p.reservations." + address(gpu),
                    "set:*gpu*");
        }

        void comes(String id, Step.Comes asks) {
            Optional<Integer> found = lowest(asks);
            found.ifPresentOrElse(n -> holders.put(n, id), () -> queue.add(Map.entry(id, asks)));
        }

        void goes(String id) {
            holders.values().remove(id);
            queue.removeIf(entry -> entry.getKey().equals(id));
            for (Map.Entry<String, Step.Comes> entry : List.copyOf(queue)) {
                lowest(entry.getValue()).ifPresent(n -> {
                    holders.put(n, entry.getKey());
                    queue.remove(entry);
                });
            }
        }

        private Optional<Integer> lowest(Step.Comes asks) {
            IntStream candidates;
            if (asks.pin().isPresent()) {
                candidates = IntStream.of(asks.pin().get()).filter(n -> n != gpu || asks.gpu());
            } else {
                IntStream everybodys = IntStream.range(FIRST, FIRST + size).filter(n -> n != gpu);
                candidates = asks.gpu() ? IntStream.concat(IntStream.of(gpu), everybodys) : everybodys;
            }
            return candidates
                    .filter(n -> n != device && !holders.containsKey(n))
                    .boxed()
                    .findFirst();
        }

        Optional<String> one(int which) {
            TreeSet<String> all = new TreeSet<>(holders.values());
            queue.forEach(entry -> all.add(entry.getKey()));
            return all.stream().skip(all.isEmpty() ? 0 : which % all.size()).findFirst();
        }

        List<String> leases() {
            return holders.entrySet().stream()
                    .map(e -> address(e.getKey()) + " " + e.getValue())
                    .toList();
        }

        List<String> waiting() {
            return queue.stream().map(Map.Entry::getKey).toList();
        }
    }
}
