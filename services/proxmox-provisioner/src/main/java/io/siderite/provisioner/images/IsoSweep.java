package io.siderite.provisioner.images;

import io.siderite.provisioner.images.IsoSurvey.Isos;
import io.siderite.provisioner.images.Surroundings.VmUse;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** One look at a cluster's ISOs: reads all that may need them, judges each, removes what nothing needs. */
final class IsoSweep {

    private static final Logger LOG = Logger.getLogger(IsoSweep.class);

    private final ProxmoxCluster cluster;
    private final IsoRecords records;
    private final Duration grace;
    private final boolean removes;
    private final BooleanSupplier active;
    private final InstantSource clock;
    private final IsoSurvey survey;
    private final IsoRemoval removal;
    // What was said already: only so that it is not said again and again.
    private final Map<String, String> said = new HashMap<>();

    /**
     * @param removes whether it may, or only says what it would
     * @param active whether this instance acts in the cluster now
     */
    IsoSweep(
            ProxmoxCluster cluster,
            IsoRecords records,
            Duration grace,
            boolean removes,
            BooleanSupplier active,
            InstantSource clock,
            IsoRemoval.Pause pause) {
        this.cluster = cluster;
        this.records = records;
        this.grace = grace;
        this.removes = removes;
        this.active = active;
        this.clock = clock;
        this.survey = new IsoSurvey(cluster);
        this.removal = new IsoRemoval(cluster, clock, pause);
    }

    /** Looks once. What can't be read leaves everything where it is. */
    void run() throws InterruptedException {
        endLeftTasks();
        Outcome<List<ClusterNode>> nodes = cluster.nodes();
        Map<IsoCopy, Optional<Instant>> known = records.known(cluster.name());
        Outcome<Isos> isos = nodes.then(all -> survey.isos(all, known));
        if (!(isos instanceof Done<Isos> found) || !(nodes instanceof Done<List<ClusterNode>> read)) {
            say("", "unused ISOs of " + cluster.name() + " are looked for later: " + isos.why());
            return;
        }
        forgetGone(found.value(), known);
        // Only where machines of ours do not need all of them anyway is every VM's configuration read.
        Surroundings ours =
                new Surroundings(records.needs(), records.claimed(cluster.name()), List.of(), Map.of(), Map.of());
        if (found.value().isos().stream().allMatch(iso -> judge(iso, ours) instanceof Verdict.Needed)) {
            found.value().isos().forEach(iso -> remember(iso, known, Optional.empty()));
            return;
        }
        Set<String> storages =
                found.value().isos().stream().map(iso -> iso.copy().storage()).collect(Collectors.toSet());
        Outcome<Surroundings> around = survey.vms(read.value())
                .then(vms -> survey.offline(read.value(), storages)
                        .then(offline -> survey.missing(storages).map(missing -> surroundings(vms, offline, missing))));
        if (!(around instanceof Done<Surroundings> complete)) {
            say("", "unused ISOs of " + cluster.name() + " are looked for later: " + around.why());
            return;
        }
        said.remove("");
        for (Iso iso : found.value().isos()) {
            act(iso, judge(iso, complete.value()), known);
        }
    }

    private Surroundings surroundings(List<VmUse> vms, Map<String, Set<String>> offline, Map<String, String> missing) {
        return new Surroundings(records.needs(), records.claimed(cluster.name()), vms, offline, missing);
    }

    private Verdict judge(Iso iso, Surroundings around) {
        return Verdict.of(iso, around, clock.instant(), grace);
    }

    private void act(Iso iso, Verdict verdict, Map<IsoCopy, Optional<Instant>> known) throws InterruptedException {
        LOG.debugf("%s: %s", iso.copy(), verdict.why());
        switch (verdict) {
            case Verdict.Needed _ -> remember(iso, known, Optional.empty());
            case Verdict.Unclear _ -> remember(iso, known, iso.unusedSince());
            case Verdict.Unused unused -> {
                remember(iso, known, Optional.of(unused.since()));
                if (unused.lacks()) {
                    // Once for a storage, not for each file on it.
                    say(iso.copy().storage(), iso.copy() + " stays: " + unused.why());
                }
            }
            case Verdict.Goes goes -> {
                if (!removes) {
                    say(iso.copy().toString(), iso.copy() + " would be removed: " + goes.why());
                } else if (active.getAsBoolean()) {
                    remove(iso, goes);
                }
            }
        }
    }

    /** From the claim on no machine counts on it, and none that counts on it is overlooked. */
    private void remove(Iso iso, Verdict.Goes goes) throws InterruptedException {
        if (!records.reserve(iso.copy())) {
            return;
        }
        try {
            Surroundings now = new Surroundings(records.needs(), Set.of(), List.of(), Map.of(), Map.of());
            if (judge(iso, now) instanceof Verdict.Needed) {
                return;
            }
            Outcome<Boolean> removed = removal.remove(iso);
            if (removed instanceof Done<Boolean>) {
                records.forget(iso.copy());
                said.remove(iso.copy().toString());
                LOG.infof("removed %s (%d MiB): %s", iso.copy(), iso.bytes() >> 20, goes.why());
            } else {
                say(iso.copy().toString(), iso.copy() + " can't be removed: " + removed.why());
            }
        } finally {
            records.release(cluster.name());
        }
    }

    private void remember(Iso iso, Map<IsoCopy, Optional<Instant>> known, Optional<Instant> unusedSince) {
        if (!unusedSince.equals(known.get(iso.copy()))) {
            records.remember(iso.copy(), unusedSince);
        }
    }

    private void endLeftTasks() {
        records.left(cluster.name()).forEach((copy, upid) -> {
            Outcome<TaskState> task = cluster.task(new Upid(upid));
            boolean over = task instanceof Outcome.NotFound<TaskState>
                    || task instanceof Done<TaskState> done && !(done.value() instanceof TaskState.Running);
            if (over) {
                records.ended(copy, upid);
            }
        });
    }

    private void forgetGone(Isos found, Map<IsoCopy, Optional<Instant>> known) {
        Set<IsoCopy> there = found.isos().stream().map(Iso::copy).collect(Collectors.toSet());
        Set<IsoCopy> claimed = records.claimed(cluster.name());
        for (IsoCopy copy : known.keySet()) {
            IsoCopy place = new IsoCopy(copy.cluster(), copy.place(), copy.storage(), "");
            if (found.places().contains(place) && !there.contains(copy) && !claimed.contains(copy)) {
                records.forget(copy);
            }
        }
    }

    private void say(String about, String what) {
        if (!Objects.equals(said.put(about, what), what)) {
            LOG.warn(what);
        }
    }
}
