package io.siderite.load;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.NodeFacts;
import io.siderite.machineclass.StorageFacts;
import io.siderite.machineclass.StorageSelector.Match;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A selector asked about one storage, or one node. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SelectorBenchmark {

    private final MachineClass machineClass = Classes.parsed(Classes.SELECTORS);
    private final MachineClass any = Classes.parsed(Classes.SPREAD);
    private final StorageFacts storage =
            new StorageFacts("ceph", "pve01", "main", "rbd", 500L << 30, 2000L << 30, true, List.of("images"));
    private final NodeFacts node =
            new NodeFacts("pve01", "main", 12, 64, 256L << 30, 512L << 30, 40, 3, Map.of("rack", "r1", "gpu", "no"));

    @Benchmark
    public Match storage() {
        return machineClass.disks().getFirst().selector().matches(storage);
    }

    @Benchmark
    public Match anyStorage() {
        return any.disks().getFirst().selector().matches(storage);
    }

    @Benchmark
    public Match node() {
        return machineClass.placing().nodeSelector().matches(node);
    }

    /** The class read again, as each of its machines has it read. */
    @Benchmark
    public MachineClass classRead() {
        return Classes.parsed(Classes.TEN_DISKS);
    }
}
