package io.siderite.load;

import io.siderite.placement.Ask;
import io.siderite.placement.Inventory;
import io.siderite.placement.Ledger;
import io.siderite.placement.LeftOut;
import io.siderite.placement.Place;
import io.siderite.placement.Placing;
import io.siderite.placement.Reservation;
import io.siderite.placement.Verdict;
import io.siderite.placement.World;
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

/** One machine placed in a large cluster; and what a batch of events pays once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlacingBenchmark {

    private static final Reservation ONE = new Reservation(
            "new-2", "set-7", new Place("main", "pve03"), 8L << 30, 4, Map.of("storage-2", 1L << 30), "u");

    private final Inventory inventory = LargeCluster.inventory();
    private final List<Reservation> promised = LargeCluster.promised();
    private final World world = LargeCluster.world();
    private final Ask spread = Classes.ask(Classes.SPREAD);
    private final Ask selectors = Classes.ask(Classes.SELECTORS);
    private final Ask hard = Classes.ask(Classes.HARD, "set-new");
    private final Ask hardFull = Classes.ask(Classes.HARD);
    private final Ask tenDisks = Classes.ask(Classes.TEN_DISKS);
    private final Ask fitsNowhere = Classes.ask(Classes.FITS_NOWHERE);

    @Benchmark
    public Verdict spread() {
        return Placing.place(spread, world, LeftOut.NOTHING);
    }

    @Benchmark
    public Verdict selectors() {
        return Placing.place(selectors, world, LeftOut.NOTHING);
    }

    @Benchmark
    public Verdict hardAntiAffinity() {
        return Placing.place(hard, world, LeftOut.NOTHING);
    }

    /** Every node has one of the set: refused by all, in words. */
    @Benchmark
    public Verdict hardAntiAffinityNowhere() {
        return Placing.place(hardFull, world, LeftOut.NOTHING);
    }

    @Benchmark
    public Verdict tenDisks() {
        return Placing.place(tenDisks, world, LeftOut.NOTHING);
    }

    /** No storage of any node will do: 640 storages, each with its reason. */
    @Benchmark
    public Verdict fitsNowhere() {
        return Placing.place(fitsNowhere, world, LeftOut.NOTHING);
    }

    /** The sums, added up once a batch. */
    @Benchmark
    public Ledger sums() {
        return Ledger.of(inventory, promised);
    }

    /** The sums, kept up to date by one machine placed and freed. */
    @Benchmark
    public boolean takeAndFree() {
        world.ledger().take(ONE);
        return world.ledger().free("new-2");
    }
}
