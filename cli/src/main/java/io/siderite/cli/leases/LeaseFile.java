package io.siderite.cli.leases;

import io.siderite.networks.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table that was kept by hand: a line an address, {@code NETWORK ADDRESS HOLDER}; what follows a {@code #} is a remark.
 *
 * @param problems what is wrong, with the line; nothing is imported when there is any
 */
record LeaseFile(List<Entry> entries, List<String> problems) {

    /**
     * One line.
     *
     * @param line counted from 1
     */
    record Entry(String network, String address, String holder, int line) {

        /** As the API is asked for it. */
        Map<String, String> asked() {
            return Map.of("network", network, "address", address, "holder", holder);
        }
    }

    static LeaseFile read(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).replaceFirst("#.*", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            String[] columns = text.split("\\s+", 3);
            if (columns.length < 3) {
                problems.add("line " + (i + 1)
                        + ": a line is NETWORK ADDRESS HOLDER, such as storage 172.31.250.21 worker-1");
                continue;
            }
            Optional<String> why = Address.whyNot(columns[1]);
            if (why.isPresent()) {
                problems.add("line " + (i + 1) + ": " + columns[1] + " " + why.get());
                continue;
            }
            String address = Address.parse(columns[1]).orElseThrow().toString();
            @Nullable Integer first = seen.putIfAbsent(columns[0] + " " + address, i + 1);
            if (first != null) {
                problems.add("line " + (i + 1) + ": " + address + " stands in line " + first + " already");
            }
            entries.add(new Entry(columns[0], address, columns[2], i + 1));
        }
        return new LeaseFile(List.copyOf(entries), List.copyOf(problems));
    }
}
