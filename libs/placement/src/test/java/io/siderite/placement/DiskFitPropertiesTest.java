package io.siderite.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DiskFitPropertiesTest {

    /** A disk as generated: its size in GiB, and which storages may hold it. */
    record Wanted(int size, List<Integer> storages) {}

    @Property(tries = 2000)
    void theDisksOfOneMachineFindAPlaceWheneverThereIsOne(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 30) Integer> rooms,
            @ForAll("disks") List<Wanted> disks) {
        var candidates = disks.stream()
                .map(disk -> disk.storages().stream()
                        .filter(storage -> storage < rooms.size())
                        .collect(Collectors.toSet()))
                .toList();
        var sizes = disks.stream().map(disk -> (long) disk.size()).toList();

        var result = DiskFit.find(
                sizes, candidates, rooms.stream().map(Integer::longValue).toList());

        if (exhaustive(disks, rooms.stream().mapToInt(i -> i).toArray(), 0)) {
            assertThat(result).isInstanceOfSatisfying(DiskFit.Result.Fits.class, fits -> {
                var left = new ArrayList<>(rooms);
                for (int i = 0; i < disks.size(); i++) {
                    int storage = fits.storages().get(i);
                    assertThat(candidates.get(i)).contains(storage);
                    left.set(storage, left.get(storage) - disks.get(i).size());
                }
                assertThat(left).allMatch(room -> room >= 0);
            });
        } else {
            assertThat(result).isInstanceOf(DiskFit.Result.DoesNotFit.class);
        }
    }

    @Provide
    Arbitrary<List<Wanted>> disks() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 20),
                        Arbitraries.integers()
                                .between(0, 3)
                                .list()
                                .uniqueElements()
                                .ofMinSize(1))
                .as(Wanted::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    private static boolean exhaustive(List<Wanted> disks, int[] room, int next) {
        if (next == disks.size()) {
            return true;
        }
        var disk = disks.get(next);
        for (int storage : disk.storages()) {
            if (storage < room.length && room[storage] >= disk.size()) {
                room[storage] -= disk.size();
                boolean fits = exhaustive(disks, room, next + 1);
                room[storage] += disk.size();
                if (fits) {
                    return true;
                }
            }
        }
        return false;
    }
}
