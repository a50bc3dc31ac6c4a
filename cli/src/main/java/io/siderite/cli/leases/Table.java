package io.siderite.cli.leases;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Leases in columns. */
final class Table {

    private static final List<String> HELD = List.of("NETWORK", "ADDRESS", "MACHINE", "NIC", "MAC", "SINCE");
    private static final List<String> HISTORY = List.of("ADDRESS", "MACHINE", "SET", "NETWORK", "FROM", "TO");

    private Table() {}

    static String held(List<Lease> leases) {
        return of(
                HELD,
                leases.stream()
                        .map(l -> List.of(l.network(), l.address(), l.request(), l.nic(), l.mac(), l.since()))
                        .toList());
    }

    static String history(List<Lease> leases) {
        return of(
                HISTORY,
                leases.stream()
                        .map(l -> List.of(
                                l.address(),
                                l.request(),
                                l.set(),
                                l.network(),
                                l.since(),
                                l.until() == null ? "now" : l.until()))
                        .toList());
    }

    private static String of(List<String> head, List<List<String>> rows) {
        List<Integer> widths = IntStream.range(0, head.size())
                .map(i -> Math.max(
                        head.get(i).length(),
                        rows.stream().mapToInt(r -> r.get(i).length()).max().orElse(0)))
                .boxed()
                .toList();
        return line(head, widths) + rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> cells, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                        .mapToObj(i -> cells.get(i)
                                + " ".repeat(widths.get(i) - cells.get(i).length()))
                        .collect(Collectors.joining("  "))
                        .stripTrailing()
                + "\n";
    }
}
