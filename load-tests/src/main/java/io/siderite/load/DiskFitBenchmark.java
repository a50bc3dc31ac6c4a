package io.siderite.load;

import io.siderite.placement.DiskFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ten disks on twenty storages, each with its own idea of which will do. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DiskFitBenchmark {

    private static final int DISKS = 10;
    private static final int STORAGES = 20;

    private final List<Long> sizes =
            IntStream.rangeClosed(1, DISKS).mapToObj(i -> i * 100L).toList();
    private final List<Set<Integer>> candidates = candidates();
    private final List<Long> ample =
            IntStream.range(0, STORAGES).mapToObj(_ -> 10_000L).toList();
    /** Just enough of it in all: 5,500 of 6,000. */
    private final List<Long> tight =
            IntStream.range(0, STORAGES).mapToObj(i -> i < 5 ? 1_200L : 0L).toList();
    /** By bytes there is enough (4,500 of 4,600), but 50 of each storage are of no use. */
    private final List<Long> impossible =
            IntStream.range(0, STORAGES).mapToObj(i -> i < 4 ? 1_150L : 0L).toList();

    @Benchmark
    public Object room() {
        return DiskFit.find(sizes, candidates, ample);
    }

    @Benchmark
    public Object tight() {
        return DiskFit.find(sizes, everywhere(), tight);
    }

    @Benchmark
    public Object impossible() {
        return DiskFit.find(sizes.subList(0, 9), everywhere(), impossible);
    }

    private static List<Set<Integer>> candidates() {
        var candidates = new ArrayList<Set<Integer>>();
        for (int disk = 0; disk < DISKS; disk++) {
            int step = 1 + disk % 4;
            candidates.add(IntStream.range(0, STORAGES)
                    .filter(storage -> storage % step == 0)
                    .boxed()
                    .collect(Collectors.toSet()));
        }
        return candidates;
    }

    private List<Set<Integer>> everywhere() {
        Set<Integer> all = IntStream.range(0, STORAGES).boxed().collect(Collectors.toSet());
        return sizes.stream().map(_ -> all).toList();
    }
}
