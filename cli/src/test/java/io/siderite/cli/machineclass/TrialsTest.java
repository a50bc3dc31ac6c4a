package io.siderite.cli.machineclass;

import static io.siderite.placement.TestingCluster.GIB;
import static io.siderite.placement.TestingCluster.machineClass;
import static io.siderite.placement.TestingCluster.small;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.cli.machineclass.Trial.Change;
import io.siderite.cli.machineclass.Trial.Machine;
import io.siderite.cli.machineclass.Trial.NodeFill;
import io.siderite.cli.machineclass.Trial.StorageFill;
import io.siderite.placement.Place;
import io.siderite.placement.TestingCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialsTest {

    private final TestingCluster cluster = new TestingCluster();

    @Test
    void machinesOfOneSetAreSpreadAndFillWhatTheyTake() {
        cluster.node(
                "a",
                66,
                node -> node.addStorages(storage("fast", 100)).addVms(vm(100, 8).setCpus(4)));
        cluster.node("b", 66, node -> node.addStorages(storage("fast", 100)));

        Trial trial = trials().place("web", "", small(16), 3);

        assertThat(trial.allFit()).isTrue();
        assertThat(trial.why()).isEmpty();
        assertThat(trial.machines()).extracting(Machine::name).containsExactly("web#1", "web#2", "web#3");
        assertThat(trial.machines()).extracting(m -> m.place().node()).containsExactly("b", "a", "b");
        assertThat(trial.machines()).allSatisfy(machine -> {
            assertThat(machine.disks()).containsExactly("fast");
            assertThat(machine.iso()).isEqualTo("local");
            assertThat(machine.firmware()).isEmpty();
            assertThat(machine.reasons()).isNotEmpty();
        });
        // 5 % of 66 GiB, 3.3 GiB, stay with the host.
        long forVms = 66 * GIB - (long) (66 * GIB * 0.05);
        assertThat(trial.nodes())
                .containsExactly(
                        new NodeFill(
                                new Place("main", "a"), new Change(8 * GIB, 24 * GIB, forVms), new Change(4, 6, 32)),
                        new NodeFill(new Place("main", "b"), new Change(0, 32 * GIB, forVms), new Change(0, 4, 32)));
        assertThat(trial.storages())
                .containsExactly(
                        new StorageFill("main", "a", "fast", new Change(0, 20 * GIB, 100 * GIB)),
                        new StorageFill("main", "b", "fast", new Change(0, 40 * GIB, 100 * GIB)));
    }

    @Test
    void theFirstThatHasNoPlaceEndsItWithEveryReason() {
        cluster.node("a", 66).node("b", 34);

        Trial trial = trials().place("web", "", small(30), 5);

        assertThat(trial.fits()).isEqualTo(3);
        assertThat(trial.asked()).isEqualTo(5);
        assertThat(trial.why())
                .hasSize(2)
                .anyMatch(why -> why.startsWith("main/a memory: asked 30 GiB"))
                .anyMatch(why -> why.startsWith("main/b memory: asked 30 GiB"));
    }

    @Test
    void hardAntiAffinityIsOfOneSetNotOfTwo() {
        cluster.node("a", 66).node("b", 66);
        Trials trials = trials();
        var apart = machineClass("cores: 2\nmemory: 4096\ndisk_size: 20\nanti_affinity: hard");

        assertThat(trials.place("one", "", apart, 3).why())
                .first()
                .asString()
                .contains("main/a has one#1 (promised) of set (new one) already");
        assertThat(trials.place("one", "", apart, 2).allFit()).isTrue();
        assertThat(trials.place("two", "", apart, 2).allFit()).isTrue();
        assertThat(trials.place("three", "of-both", apart, 2).allFit()).isTrue();
        assertThat(trials.place("four", "of-both", apart, 1).fits()).isZero();
    }

    @Test
    void whatOneClassTakesIsNotThereForTheNextAlsoOfTheSameName() {
        cluster.node("a", 66);
        Trials trials = trials();

        assertThat(trials.place("web", "", small(30), 2).allFit()).isTrue();
        Trial second = trials.place("web", "", small(2), 2);

        assertThat(second.machines()).extracting(Machine::name).first().isEqualTo("web#3");
        assertThat(second.nodes())
                .singleElement()
                .satisfies(fill -> assertThat(fill.memory().before()).isEqualTo(60 * GIB));
        assertThat(second.fits()).isEqualTo(1);
    }

    @Test
    void aSharedStorageIsFilledOnce() {
        for (String name : List.of("a", "b")) {
            cluster.node(
                    name,
                    66,
                    node -> node.addStorages(
                            storage("nas", 1000).setShared(true).setAvailable(900 * GIB)));
        }

        assertThat(trials().place("web", "", small(8), 2).storages())
                .containsExactly(new StorageFill("main", "", "nas", new Change(100 * GIB, 140 * GIB, 1000 * GIB)));
    }

    @Test
    void theFirmwaresStorageIsSaidAndFilled() {
        cluster.node("a", 66, node -> node.addStorages(storage("fast", 100)).addStorages(storage("slow", 100)));
        var secure = machineClass("""
                cores: 2
                memory: 4096
                disk_size: 20
                storage_selector: name == "fast"
                secure_boot: true
                efi:
                  storage_selector: name == "slow"
                """);

        Trial trial = trials().place("web", "", secure, 1);

        assertThat(trial.machines()).extracting(Machine::firmware).containsExactly("slow");
        assertThat(trial.storages()).extracting(StorageFill::storage).containsExactly("fast", "slow");
        assertThat(TrialText.lines(trial))
                .containsExactly(
                        "  web#1  main/a  disk on fast, firmware on slow, ISO on local",
                        "    main/a  memory  0 -> 4 of 62.7 GiB (0 % -> 6 %)",
                        "            CPUs    0 -> 2 of 32 (0 % -> 6 %)",
                        "            fast    0 -> 20 of 100 GiB (0 % -> 20 %)",
                        "            slow    0 -> 0 of 100 GiB (0 % -> 0 %)");
    }

    @Test
    void manyMachinesAreCountedByPlace() {
        cluster.node("a", 66).node("b", 34);

        assertThat(TrialText.lines(trials().place("web", "", small(3), 40)))
                .startsWith(
                        "  20 machines  main/a  disk on fast, ISO on local",
                        "  10 machines  main/b  disk on fast, ISO on local")
                .contains("  30 of 40 fit; the next has no place:")
                .last()
                .asString()
                .startsWith("    main/b memory: asked 3 GiB");
    }

    private Trials trials() {
        return new Trials(cluster.world());
    }
}
