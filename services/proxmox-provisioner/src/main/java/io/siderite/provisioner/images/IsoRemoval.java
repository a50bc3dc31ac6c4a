package io.siderite.provisioner.images;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.IsoFile;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Removes one ISO, and waits until it is gone: its claim must not end before. */
final class IsoRemoval {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration FIRST_POLL = Duration.ofMillis(50);
    private static final Duration LAST_POLL = Duration.ofSeconds(2);

    /** How time passes between two looks. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    private final ProxmoxCluster cluster;
    private final InstantSource clock;
    private final Pause pause;

    IsoRemoval(ProxmoxCluster cluster, InstantSource clock, Pause pause) {
        this.cluster = cluster;
        this.clock = clock;
        this.pause = pause;
    }

    /** Done when it is not listed any more; else why it was not to be removed, or may still be there. */
    Outcome<Boolean> remove(Iso iso) throws InterruptedException {
        Outcome<Upid> begun = cluster.deleteVolume(
                iso.node(), iso.copy().storage(), iso.copy().volid());
        if (!(begun instanceof Done<Upid>) && !(begun instanceof Outcome.Unreachable<Upid>)) {
            return begun.failure();
        }
        // Where the answer was lost its task may run all the same.
        Instant deadline = clock.instant().plus(LIMIT);
        Duration poll = FIRST_POLL;
        while (true) {
            Outcome<List<IsoFile>> listed = cluster.isos(iso.node(), iso.copy().storage());
            boolean gone = listed instanceof Done<List<IsoFile>> done
                    && done.value().stream()
                            .noneMatch(file -> file.volid().equals(iso.copy().volid()));
            if (gone) {
                return new Done<>(true);
            }
            if (clock.instant().isAfter(deadline)) {
                return begun instanceof Done<Upid>
                        ? new Outcome.Unreachable<>(
                                "its removal was begun and has not ended: see its task on " + iso.node())
                        : begun.failure();
            }
            pause.of(poll);
            poll = poll.compareTo(LAST_POLL) < 0 ? poll.multipliedBy(2) : LAST_POLL;
        }
    }
}
