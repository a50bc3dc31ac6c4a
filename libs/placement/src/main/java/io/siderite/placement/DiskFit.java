package io.siderite.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Puts the disks of one machine on the storages of one node: finds a way whenever there is one. The widest storage is
 * tried first, the disk with the fewest choices first; what was found hopeless is remembered.
 */
public final class DiskFit {

    /** States looked at before giving up; a node of ten storages and thirty disks needs a few hundred. */
    private static final int MAX_STATES = 200_000;

    /** What came of it. */
    public sealed interface Result {
        /** @param storages index of a storage for each disk */
        record Fits(List<Integer> storages) implements Result {}

        record DoesNotFit() implements Result {}

        /** Too many ways to try them all. */
        record GaveUp() implements Result {}
    }

    /** From disk {@code next} of the order on, with this much room left in each storage. */
    private record State(int next, List<Long> room) {}

    private final long[] sizes;
    private final List<Set<Integer>> candidates;
    private final long[] room;
    private final List<Integer> order;
    private final int[] chosen;
    private final Set<State> hopeless = new HashSet<>();

    private DiskFit(List<Long> sizes, List<Set<Integer>> candidates, List<Long> room) {
        this.sizes = sizes.stream().mapToLong(Long::longValue).toArray();
        this.candidates = candidates;
        this.room = room.stream().mapToLong(Long::longValue).toArray();
        this.chosen = new int[sizes.size()];
        this.order = IntStream.range(0, sizes.size())
                .boxed()
                .sorted(Comparator.comparingInt(
                                (Integer disk) -> candidates.get(disk).size())
                        .thenComparing(disk -> -this.sizes[disk])
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /**
     * Puts each disk somewhere, or tells that it can't be done.
     *
     * @param sizes of the disks, bytes
     * @param candidates for each disk, the storages that may hold it at all
     * @param room of each storage, bytes
     */
    public static Result find(List<Long> sizes, List<Set<Integer>> candidates, List<Long> room) {
        var fit = new DiskFit(sizes, candidates, room);
        if (fit.search(0)) {
            return new Result.Fits(IntStream.of(fit.chosen).boxed().toList());
        }
        return fit.hopeless.size() >= MAX_STATES ? new Result.GaveUp() : new Result.DoesNotFit();
    }

    private boolean search(int next) {
        if (next == order.size()) {
            return true;
        }
        var state = new State(next, LongStream.of(room).boxed().toList());
        if (hopeless.size() >= MAX_STATES || hopeless.contains(state)) {
            return false;
        }
        if (enough(next)) {
            int disk = order.get(next);
            for (int storage : widestFirst(disk)) {
                chosen[disk] = storage;
                room[storage] -= sizes[disk];
                boolean found = search(next + 1);
                room[storage] += sizes[disk];
                if (found) {
                    return true;
                }
            }
        }
        hopeless.add(state);
        return false;
    }

    private List<Integer> widestFirst(int disk) {
        var fitting = new ArrayList<>(candidates.get(disk));
        fitting.removeIf(storage -> room[storage] < sizes[disk]);
        fitting.sort(
                Comparator.comparing((Integer storage) -> -room[storage]).thenComparing(Comparator.naturalOrder()));
        return fitting;
    }

    /** Whether the rest could fit at all: by bytes, and by count of the smallest disk left. */
    private boolean enough(int next) {
        var rest = order.subList(next, order.size());
        long bytes = 0;
        long smallest = Long.MAX_VALUE;
        var open = new HashSet<Integer>();
        for (int disk : rest) {
            bytes += sizes[disk];
            smallest = Math.min(smallest, sizes[disk]);
            open.addAll(candidates.get(disk));
        }
        long space = 0;
        long count = 0;
        for (int storage : open) {
            space += Math.max(0, room[storage]);
            count += Math.max(0, room[storage]) / smallest;
        }
        return space >= bytes && count >= rest.size();
    }
}
