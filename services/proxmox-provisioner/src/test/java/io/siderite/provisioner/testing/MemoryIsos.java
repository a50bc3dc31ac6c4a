package io.siderite.provisioner.testing;

import io.siderite.provisioner.images.IsoCopy;
import io.siderite.provisioner.images.IsoRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is remembered of ISOs, in memory. */
public final class MemoryIsos implements IsoRecords {

    /** What the machines need; tests change it. */
    public final List<Need> needs = new ArrayList<>();

    /** Told when an ISO was claimed for its removal, before anything else is asked. */
    public Runnable onReserve = () -> {};

    private final Map<IsoCopy, Optional<Instant>> known = new HashMap<>();
    private final Map<IsoCopy, String> left = new HashMap<>();
    private final Set<IsoCopy> claimed = new HashSet<>();
    private final Set<IsoCopy> reserved = new HashSet<>();

    public void claim(IsoCopy iso) {
        claimed.add(iso);
    }

    public void leave(IsoCopy iso, String upid) {
        left.put(iso, upid);
        claimed.add(iso);
    }

    public boolean isReserved() {
        return !reserved.isEmpty();
    }

    @Override
    public List<Need> needs() {
        return List.copyOf(needs);
    }

    @Override
    public Map<IsoCopy, Optional<Instant>> known(String cluster) {
        return Map.copyOf(known);
    }

    @Override
    public void remember(IsoCopy iso, Optional<Instant> unusedSince) {
        known.put(iso, unusedSince);
    }

    @Override
    public void forget(IsoCopy iso) {
        known.remove(iso);
    }

    @Override
    public Set<IsoCopy> claimed(String cluster) {
        return Set.copyOf(claimed);
    }

    @Override
    public Map<IsoCopy, String> left(String cluster) {
        return Map.copyOf(left);
    }

    @Override
    public void ended(IsoCopy iso, String upid) {
        left.remove(iso);
        claimed.remove(iso);
    }

    @Override
    public boolean reserve(IsoCopy iso) {
        if (claimed.contains(iso)) {
            return false;
        }
        reserved.add(iso);
        onReserve.run();
        return true;
    }

    @Override
    public void release(String cluster) {
        reserved.clear();
    }
}
