package io.siderite.provisioner.images;

import io.siderite.provisioner.images.IsoRecords.Need;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What becomes of an ISO, and why. Pure. */
sealed interface Verdict {

    /** Words for people. */
    String why();

    /** Something needs it: it stays, and the grace period begins anew when nothing does. */
    record Needed(String why) implements Verdict {}

    /** Nobody can say: it stays, and what is remembered of it stays too. */
    record Unclear(String why) implements Verdict {}

    /**
     * Nothing needs it, and it stays all the same.
     *
     * @param lacks whether that is because we may not remove it; else it is too early
     */
    record Unused(Instant since, boolean lacks, String why) implements Verdict {}

    /** Nothing has needed it for long enough. */
    record Goes(Instant since, String why) implements Verdict {}

    /** Judges one ISO. */
    static Verdict of(Iso iso, Surroundings around, Instant now, Duration grace) {
        Optional<String> need = need(iso, around);
        if (need.isPresent()) {
            return new Needed(need.get());
        }
        IsoCopy copy = iso.copy();
        Set<String> offline =
                copy.place().isEmpty() ? around.offline().getOrDefault(copy.storage(), Set.of()) : Set.of();
        if (!offline.isEmpty()) {
            return new Unclear(
                    "a VM may name it on " + String.join(", ", offline) + ", offline, which shares " + copy.storage());
        }
        Instant since = iso.unusedSince().orElse(now);
        // Another Siderite may have brought it a moment ago for a VM that is not there yet.
        Instant last = iso.writtenAt().isAfter(since) ? iso.writtenAt() : since;
        if (last.plus(grace).isAfter(now)) {
            return new Unused(
                    since, false, "nothing needs it since " + since + ": it may go after " + last.plus(grace));
        }
        String missing = around.missing().get(copy.storage());
        return missing == null
                ? new Goes(since, "nothing needs it since " + since)
                : new Unused(since, true, "nothing needs it since " + since + ", and removing it takes " + missing);
    }

    private static Optional<String> need(Iso iso, Surroundings around) {
        IsoCopy copy = iso.copy();
        if (around.claimed().contains(copy)) {
            return Optional.of("it is being brought");
        }
        Optional<String> machine = around.needs().stream()
                .filter(need -> needs(need, iso))
                .findFirst()
                .map(need -> "the machine " + need.requestId() + " needs it");
        return machine.or(() -> around.vms().stream()
                .filter(vm ->
                        vm.names(copy) || iso.name() instanceof IsoName.Cidata(String uuid) && uuid.equals(vm.uuid()))
                .findFirst()
                .map(vm -> "VM " + vm.vmid() + " on " + vm.node() + " names it"));
    }

    private static boolean needs(Need need, Iso iso) {
        IsoCopy copy = iso.copy();
        return switch (iso.name()) {
            case IsoName.Cidata cidata -> need.uuid().equals(cidata.uuid());
            case IsoName.Image _ -> {
                boolean here = need.cluster().equals(copy.cluster())
                        && need.storage().equals(copy.storage())
                        && (copy.place().isEmpty() || copy.place().equals(need.node()));
                // What nodes share, clusters may share too, under another name.
                boolean shared = copy.place().isEmpty() && !need.cluster().equals(copy.cluster());
                yield need.image().equals(copy.filename()) && (here || shared);
            }
        };
    }
}
