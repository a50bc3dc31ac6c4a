package io.siderite.reporter.omni;

import io.siderite.omni.Kinds;
import io.siderite.omni.Labels;
import io.siderite.omni.OmniState;
import io.siderite.omni.OmniState.WatchEvent;
import io.siderite.proto.cosi.Resource;
import io.siderite.reporter.core.Desired;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Watches what is ours in Omni: the statuses (Omni takes its finalizer off them) and the config patch requests. Gathers
 * the news for the waker, which turns them into rows that are due. Nothing here is truth: at each start, and whenever a
 * watch lists anew, all of it is told again.
 */
final class OwnResources implements AutoCloseable {

    /**
     * What Omni told since the last look.
     *
     * @param statuses new version of a request's status; empty: destroyed
     * @param patches likewise of our patch for a request
     * @param listedStatuses ids of all statuses, when they were told anew
     * @param listedPatches ids of all config patch requests, when they were told anew
     */
    record News(
            Map<String, String> statuses,
            Map<String, String> patches,
            Optional<Set<String>> listedStatuses,
            Optional<Set<String>> listedPatches) {}

    private final Runnable wake;
    private final Map<String, Set<String>> patchesByRequest = new HashMap<>();
    private Map<String, String> statuses = new HashMap<>();
    private Map<String, String> patches = new HashMap<>();
    private @Nullable Set<String> listedStatuses;
    private @Nullable Set<String> listedPatches;
    private boolean patchesKnown;
    private final OmniState.Watch statusWatch;
    private final OmniState.Watch patchWatch;

    /** @param wake called when there are news; must not block */
    @SuppressWarnings("this-escape")
    OwnResources(OmniState omni, Runnable wake) {
        this.wake = wake;
        this.statusWatch = omni.watch(Kinds.MACHINE_REQUEST_STATUSES, this::status);
        this.patchWatch = omni.watch(Kinds.CONFIG_PATCH_REQUESTS, this::patch);
    }

    /** Takes the news; they are told once. */
    synchronized News take() {
        News news =
                new News(statuses, patches, Optional.ofNullable(listedStatuses), Optional.ofNullable(listedPatches));
        statuses = new HashMap<>();
        patches = new HashMap<>();
        listedStatuses = null;
        listedPatches = null;
        return news;
    }

    /** Gives news back that could not be stored; newer ones win. */
    synchronized void giveBack(News news) {
        news.statuses().forEach(statuses::putIfAbsent);
        news.patches().forEach(patches::putIfAbsent);
        if (listedStatuses == null) {
            listedStatuses = news.listedStatuses().orElse(null);
        }
        if (listedPatches == null) {
            listedPatches = news.listedPatches().orElse(null);
        }
    }

    /** Ids of the config patch requests labelled with a request; empty while Omni has not told them all. */
    synchronized Optional<Set<String>> patchesOf(String request) {
        return patchesKnown
                ? Optional.of(Set.copyOf(patchesByRequest.getOrDefault(request, Set.of())))
                : Optional.empty();
    }

    /** Why Omni can't be watched now; empty when it can. */
    Optional<String> trouble() {
        return Stream.of(statusWatch.trouble(), patchWatch.trouble())
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void close() {
        statusWatch.close();
        patchWatch.close();
    }

    private void status(WatchEvent event) {
        synchronized (this) {
            switch (event) {
                case WatchEvent.Present present -> statuses.put(id(present.resource()), version(present.resource()));
                case WatchEvent.Destroyed destroyed -> statuses.put(id(destroyed.resource()), "");
                case WatchEvent.Listed all -> listedStatuses = all.ids();
            }
        }
        wake.run();
    }

    private void patch(WatchEvent event) {
        synchronized (this) {
            switch (event) {
                case WatchEvent.Present present -> {
                    patchesByRequest
                            .computeIfAbsent(request(present.resource()), _ -> new HashSet<>())
                            .add(id(present.resource()));
                    patchNews(present.resource(), version(present.resource()));
                }
                case WatchEvent.Destroyed destroyed -> {
                    forget(id(destroyed.resource()));
                    patchNews(destroyed.resource(), "");
                }
                case WatchEvent.Listed all -> {
                    Set<String> gone = new HashSet<>();
                    patchesByRequest.values().forEach(gone::addAll);
                    gone.removeAll(all.ids());
                    gone.forEach(this::forget);
                    listedPatches = all.ids();
                    patchesKnown = true;
                }
            }
        }
        wake.run();
    }

    private void forget(String patch) {
        patchesByRequest.values().forEach(ids -> ids.remove(patch));
        patchesByRequest.values().removeIf(Set::isEmpty);
    }

    // Others' patches for our machines (the reference provider's) count as news, too: a teardown may wait for them.
    private void patchNews(Resource patch, String version) {
        String request = request(patch);
        boolean own = id(patch).equals(Desired.patchId(request));
        patches.put(request, own ? version : id(patch) + "@" + version);
    }

    private static String request(Resource patch) {
        return patch.getMetadata().getLabelsOrDefault(Labels.MACHINE_REQUEST, "");
    }

    private static String id(Resource resource) {
        return resource.getMetadata().getId();
    }

    private static String version(Resource resource) {
        return resource.getMetadata().getVersion();
    }
}
