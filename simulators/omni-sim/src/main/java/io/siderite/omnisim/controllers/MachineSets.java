package io.siderite.omnisim.controllers;

import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.cosi.Store;
import io.siderite.proto.cosi.Resource;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Machine sets: keeps as many running machine requests of each set as it counts, tears down those beyond (and all of a
 * set that is gone), and destroys a request once its last finalizer is off.
 */
public final class MachineSets implements Controllers.Controller {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    private record MachineSet(String name, MachineClass machineClass, int count, MachineTemplate template) {}

    private final Store store;
    private final Providers providers;
    private final MachineClasses classes;
    private final Map<String, MachineSet> sets = new ConcurrentHashMap<>();
    private final Set<String> everMade = ConcurrentHashMap.newKeySet();
    private final SecureRandom random = new SecureRandom();

    public MachineSets(Store store, Providers providers, MachineClasses classes) {
        this.store = store;
        this.providers = providers;
        this.classes = classes;
    }

    /** Creates a set or changes its count, class and template; machines that exist already keep theirs. */
    public Verdict apply(String name, String classId, int count, MachineTemplate template) {
        return switch (classes.get(classId)) {
            case MachineClasses.Found found -> {
                sets.put(name, new MachineSet(name, found.machineClass(), count, template));
                reconcile();
                yield Verdict.accepted();
            }
            case MachineClasses.Missing missing -> Verdict.refused(missing.why());
        };
    }

    /** Deletes a set; its requests are torn down. */
    public void delete(String name) {
        sets.remove(name);
        reconcile();
    }

    /** The names of the sets that exist. */
    public Set<String> names() {
        return Set.copyOf(sets.keySet());
    }

    /** Whether this was ever the id of a request. */
    public boolean everMade(String requestId) {
        return everMade.contains(requestId);
    }

    @Override
    public synchronized void reconcile() {
        var requests = store.list(Kind.MACHINE_REQUEST).stream()
                .filter(request ->
                        !Resources.label(request, Labels.MACHINE_REQUEST_SET).isEmpty())
                .collect(Collectors.groupingBy(request -> Resources.label(request, Labels.MACHINE_REQUEST_SET)));
        Stream.concat(sets.keySet().stream(), requests.keySet().stream())
                .distinct()
                .forEach(name -> reconcile(name, requests.getOrDefault(name, List.of())));
        store.list(Kind.MACHINE_REQUEST).stream()
                .filter(request ->
                        Resources.tearingDown(request) && request.getMetadata().getFinalizersCount() == 0)
                .forEach(request -> store.destroy(Kind.MACHINE_REQUEST, Resources.id(request), ""));
    }

    private void reconcile(String name, List<Resource> requests) {
        var set = sets.get(name);
        var wanted = set == null ? 0 : set.count();
        var running = requests.stream()
                .filter(request -> !Resources.tearingDown(request))
                .sorted(Comparator.comparingLong(
                        request -> request.getMetadata().getCreated().getSeconds() * 1_000_000_000L
                                + request.getMetadata().getCreated().getNanos()))
                .toList();
        running.stream()
                .skip(wanted)
                .forEach(request -> store.forceTeardown(Kind.MACHINE_REQUEST, Resources.id(request)));
        if (set != null && providers.isRegistered(set.machineClass().providerId())) {
            for (var missing = running.size(); missing < wanted; missing++) {
                create(set);
            }
        }
    }

    private void create(MachineSet set) {
        var labels = Map.of(
                Labels.PROVIDER, set.machineClass().providerId(),
                Labels.MACHINE_REQUEST_SET, set.name());
        var spec = set.template().request(set.machineClass().providerData());
        var id = newId(set.name());
        everMade.add(id);
        store.create(Resources.of(Kind.MACHINE_REQUEST, id, labels, spec), "");
    }

    private String newId(String set) {
        var suffix = random.ints(6, 0, ALPHABET.length())
                .mapToObj(index -> String.valueOf(ALPHABET.charAt(index)))
                .collect(Collectors.joining());
        var id = set + "-" + suffix;
        return everMade.contains(id) ? newId(set) : id;
    }
}
