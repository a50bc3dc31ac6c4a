package io.siderite.allocator.store;

import static java.util.stream.Collectors.joining;

import io.siderite.networks.Networks;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.reactive.mutiny.Mutiny;

/** The definitions that are in force: the same for all instances, whatever each one's configuration says. */
final class DefinitionStore {

    // Definitions are few and change seldom; what was parsed once is kept by its text.
    private static final Map<String, Networks> PARSED = new ConcurrentHashMap<>();

    private DefinitionStore() {}

    /**
     * What is in force.
     *
     * @param inventoryComplete whether every VM's addresses have been seen, so that leasing may begin
     */
    record Definitions(Networks networks, boolean inventoryComplete) {}

    /** What is in force, until the transaction ends; empty before the first start. */
    static Uni<Optional<Definitions>> share(Mutiny.Session session) {
        return read(session, " for share");
    }

    /** The same, to be changed by this transaction alone. */
    static Uni<Optional<Definitions>> lock(Mutiny.Session session) {
        return read(session, " for update");
    }

    private static Uni<Optional<Definitions>> read(Mutiny.Session session, String lock) {
        return Sql.rows(session, "select keys, inventory_complete from definition where id = 1" + lock, Map.of())
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Definitions(networks((String) row[0]), (boolean) row[1])));
    }

    static Uni<Void> write(Mutiny.Session session, Networks networks) {
        return Sql.change(
                        session,
                        "insert into definition (id, keys, inventory_complete) values (1, :keys, false)"
                                + " on conflict (id) do update set keys = excluded.keys",
                        Map.of("keys", text(networks)))
                .replaceWithVoid();
    }

    static Uni<Void> inventoryIsComplete(Mutiny.Session session) {
        return Sql.change(session, "update definition set inventory_complete = true where id = 1", Map.of())
                .replaceWithVoid();
    }

    private static String text(Networks networks) {
        return networks.keys().entrySet().stream()
                .map(e -> e.getKey() + " = " + e.getValue())
                .collect(joining("\n"));
    }

    private static Networks networks(String text) {
        return PARSED.computeIfAbsent(text, DefinitionStore::parse);
    }

    private static Networks parse(String text) {
        Map<String, String> keys = new TreeMap<>();
        text.lines().forEach(line -> {
            int sign = line.indexOf(" = ");
            keys.put(line.substring(0, sign), line.substring(sign + 3));
        });
        return switch (Networks.parse(keys)) {
            case Networks.Parsing.Parsed parsed -> parsed.networks();
            // They were read before they were written: a newer release wants something else of them.
            case Networks.Parsing.Wrong wrong ->
                throw new IllegalStateException("the networks in force can't be read: " + wrong.problems());
        };
    }
}
