package io.siderite.reporter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.MachineRequested;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any order and any repetition of a machine's events ends in the same machine. */
class AnyOrderPropertiesTest {

    private static final List<String> STEPS =
            List.of("download image", "create VM", "attach cidata", "start VM", "destroy VM");

    @Property(tries = 500)
    void anInterleavingWithRepetitionsEndsInTheSameMachine(@ForAll("lives") Life life) {
        Machine inOrder = Told.machine(life.told());
        Machine otherwise = Told.machine(life.shuffled());

        assertThat(otherwise).isEqualTo(inOrder);
        assertThat(otherwise.stage()).isEqualTo(inOrder.stage());
        assertThat(otherwise.error()).isEqualTo(inOrder.error());
        assertThat(Desired.of(otherwise)).isEqualTo(Desired.of(inOrder));
    }

    /** The same events, as told and as heard. */
    record Life(List<Told> told, List<Told> shuffled) {}

    @Provide
    Arbitrary<Life> lives() {
        return choices()
                .map(AnyOrderPropertiesTest::life)
                .flatMap(told -> Arbitraries.of(told).list().ofMaxSize(20).flatMap(again -> {
                    List<Told> heard = new ArrayList<>(told);
                    heard.addAll(again);
                    // omni-watcher lists again when it starts: the same revision, said later.
                    told.stream()
                            .filter(t -> t.data() instanceof MachineRequested)
                            .forEach(t -> heard.add(new Told(t.revision(), t.second() + 1000, t.data())));
                    return Arbitraries.shuffle(heard).map(shuffled -> new Life(told, shuffled));
                }));
    }

    private static Arbitrary<List<Integer>> choices() {
        return Arbitraries.integers().between(0, 9).list().ofMinSize(1).ofMaxSize(25);
    }

    // What four writers may tell of one machine, one after the other; each counts its own revisions.
    private static List<Told> life(List<Integer> choices) {
        List<Told> told = new ArrayList<>();
        told.add(Told.requested(1, 1));
        long evaluator = 0;
        long allocator = 0;
        long provisioner = 0;
        int attempt = 0;
        int second = 1;
        for (int choice : choices) {
            second++;
            String node = "n" + attempt;
            String step = STEPS.get(second % STEPS.size());
            switch (choice) {
                case 0 -> told.add(Told.waiting(++evaluator, second, attempt, "no room at " + second));
                case 1 -> told.add(Told.placed(++evaluator, second, ++attempt, "n" + attempt));
                case 2 -> told.add(Told.allocated(++allocator, second, attempt, node, "patch " + second));
                case 3, 4 ->
                    told.add(Told.progressed(++provisioner, second, attempt, node, step, 1 + second % STEPS.size()));
                case 5 -> told.add(Told.failed(++provisioner, second, attempt, node, step, "at " + second));
                case 6 -> told.add(Told.placeAnew(++provisioner, second, attempt, node, step, "at " + second));
                case 7 -> told.add(Told.created(++provisioner, second, attempt, node));
                case 8 -> told.add(Told.registered(2, second));
                default -> told.add(Told.withdrawn(3, second));
            }
        }
        return told;
    }
}
