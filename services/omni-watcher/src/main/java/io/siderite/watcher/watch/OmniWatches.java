package io.siderite.watcher.watch;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.siderite.eventing.Event;
import io.siderite.eventing.Publisher;
import io.siderite.omni.Answer;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniState;
import io.siderite.omni.OmniState.Watch;
import io.siderite.omni.OmniState.WatchEvent;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.watcher.facts.Facts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Watches requests and registrations in Omni and tells the road. A request gets our finalizer before it is told, so that
 * Omni can't forget it while a VM of it may exist.
 */
@ApplicationScoped
public class OmniWatches {

    private static final Logger LOG = Logger.getLogger(OmniWatches.class);

    private final OmniState omni;
    private final String finalizer;
    private final Publisher publisher;
    private final Teller teller = new Teller();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    // MachineRequestStatus.id by request: a machine that has a UUID in Omni keeps it.
    private final Map<String, String> uuids = new ConcurrentHashMap<>();
    private final AtomicBoolean requestsWatched = new AtomicBoolean();

    /** For CDI. */
    @Inject
    public OmniWatches(
            OmniState omni, ProviderNames names, @ConfigProperty(name = "kafka.bootstrap.servers") String kafka) {
        this(omni, names, Publisher.connect(kafka, "omni-watcher"));
    }

    OmniWatches(OmniState omni, ProviderNames names, Publisher publisher) {
        this.omni = omni;
        this.finalizer = names.provisionController();
        this.publisher = publisher;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) {
        watches.forEach(Watch::close);
        teller.close();
        publisher.close();
    }

    /** Begins with the statuses: only with them known do requests tell the UUIDs that Omni already has. */
    void start() {
        watches.add(omni.watch(Kinds.MACHINE_REQUEST_STATUSES, this::onStatus));
    }

    /** Why the road can't be told now, in words for people; empty when all works. */
    public Optional<String> trouble() {
        return Stream.concat(watches.stream().map(Watch::trouble), Stream.of(teller.trouble()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private void onStatus(WatchEvent event) {
        switch (event) {
            case WatchEvent.Present(Resource status) -> {
                if (Specs.unpack(status, MachineRequestStatusSpec.parser())
                                instanceof Answer.Done<MachineRequestStatusSpec>(MachineRequestStatusSpec spec)
                        && !spec.getId().isEmpty()) {
                    uuids.put(status.getMetadata().getId(), spec.getId());
                }
            }
            case WatchEvent.Destroyed(Resource status) ->
                uuids.remove(status.getMetadata().getId());
            case WatchEvent.Listed _ -> {
                if (requestsWatched.compareAndSet(false, true)) {
                    watches.add(omni.watch(Kinds.MACHINE_REQUESTS, this::onRequest));
                    watches.add(omni.watch(Kinds.INFRA_MACHINE_REGISTRATIONS, this::onRegistration));
                }
            }
        }
    }

    private void onRequest(WatchEvent event) {
        switch (event) {
            case WatchEvent.Present(Resource request) ->
                teller.tell(request.getMetadata().getId(), () -> tellPresent(request));
            case WatchEvent.Destroyed(Resource request) ->
                teller.tell(
                        request.getMetadata().getId(),
                        () -> publish(Facts.destroyed(request, uuid(request), Instant.now())));
            case WatchEvent.Listed(var ids) -> LOG.infof("Omni lists %d machine requests", ids.size());
        }
    }

    private void onRegistration(WatchEvent event) {
        // A registration that goes away changes nothing for the road: its request tells what becomes of the machine.
        if (event instanceof WatchEvent.Present(Resource registration)) {
            Facts.registered(registration, Instant.now())
                    .ifPresent(fact ->
                            teller.tell("registration of " + fact.key(), () -> publish(new Answer.Done<>(fact))));
        }
    }

    private Optional<String> tellPresent(Resource request) throws InterruptedException {
        if (Specs.tearingDown(request)
                || request.getMetadata().getFinalizersList().contains(finalizer)) {
            return publish(Facts.present(request, uuid(request), Instant.now()));
        }
        Answer<Resource> ours =
                omni.update(Kinds.MACHINE_REQUESTS, request.getMetadata().getId(), Optional.of(Specs.RUNNING), r -> {
                    Resource.Builder changed = r.toBuilder();
                    if (!r.getMetadata().getFinalizersList().contains(finalizer)) {
                        changed.getMetadataBuilder().addFinalizers(finalizer);
                    }
                    return changed.build();
                });
        return switch (ours) {
            // That is a change of the request: the watch shows it next, with the finalizer, and then it is told.
            case Answer.Done<Resource> _ -> Optional.empty();
            // Gone or tearing down meanwhile: the watch tells that next.
            case Answer.NotFound<Resource> _, Answer.Rejected<Resource> _ -> Optional.empty();
            case Answer.Conflict<Resource> a -> Optional.of(a.why());
            case Answer.Exists<Resource> a -> Optional.of(a.why());
            case Answer.Denied<Resource> a -> Optional.of(a.why());
            case Answer.Unauthenticated<Resource> a -> Optional.of(a.why());
            case Answer.Unimplemented<Resource> a -> Optional.of(a.why());
            case Answer.Unreachable<Resource> a -> Optional.of(a.why());
        };
    }

    private Optional<String> publish(Answer<Event> fact) throws InterruptedException {
        if (!(fact instanceof Answer.Done<Event>(Event event))) {
            // Not readable as what Omni promises: a newer release, perhaps. Said loudly, once per change of the
            // resource.
            LOG.errorf("A machine request can't be told: %s", fact.why());
            return Optional.empty();
        }
        try {
            publisher.publish(event).get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of("Kafka did not take it: " + e.getCause());
        }
    }

    private String uuid(Resource request) {
        return uuids.getOrDefault(request.getMetadata().getId(), "");
    }
}
