package io.siderite.omnisim.cosi;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.siderite.omnisim.auth.Caller;
import io.siderite.proto.cosi.CreateRequest;
import io.siderite.proto.cosi.CreateResponse;
import io.siderite.proto.cosi.DestroyRequest;
import io.siderite.proto.cosi.DestroyResponse;
import io.siderite.proto.cosi.GetRequest;
import io.siderite.proto.cosi.GetResponse;
import io.siderite.proto.cosi.ListRequest;
import io.siderite.proto.cosi.ListResponse;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.StateGrpc;
import io.siderite.proto.cosi.TeardownAndDestroyRequest;
import io.siderite.proto.cosi.TeardownAndDestroyResponse;
import io.siderite.proto.cosi.TeardownRequest;
import io.siderite.proto.cosi.TeardownResponse;
import io.siderite.proto.cosi.UpdateRequest;
import io.siderite.proto.cosi.UpdateResponse;
import io.siderite.proto.cosi.WatchRequest;
import io.siderite.proto.cosi.WatchResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** The gRPC service {@code cosi.resource.State}: permissions first, then COSI's rules. */
public final class StateService extends StateGrpc.StateImplBase {

    private final Store store;
    private final Watches watches;
    private final Predicate<String> registered;
    private final AtomicInteger conflicts = new AtomicInteger();

    /** @param registered whether a provider of this id exists */
    public StateService(Store store, Watches watches, Predicate<String> registered) {
        this.store = store;
        this.watches = watches;
        this.registered = registered;
    }

    /** Lets somebody else win the race against each of the next {@code count} updates. */
    public void extraConflicts(int count) {
        conflicts.set(count);
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
        var kind = new Kind(request.getNamespace(), request.getType());
        var access = access(kind);
        var refused = access.refusesRead();
        var found = store.get(kind, request.getId()).filter(access::shows);
        if (refused.isPresent()) {
            refuse(observer, refused.get());
        } else if (found.isEmpty()) {
            refuse(observer, missing(kind, request.getId()));
        } else {
            answer(observer, GetResponse.newBuilder().setResource(found.get()).build());
        }
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> observer) {
        var kind = new Kind(request.getNamespace(), request.getType());
        var access = access(kind);
        var refused = access.refusesRead();
        if (refused.isPresent()) {
            refuse(observer, refused.get());
            return;
        }
        Predicate<Resource> matches;
        try {
            matches = Queries.matching(
                    request.getOptions().getLabelQueryList(),
                    request.getOptions().getIdQuery());
        } catch (PatternSyntaxException broken) {
            refuse(observer, Status.INVALID_ARGUMENT.withDescription("bad id query: " + broken.getDescription()));
            return;
        }
        store.list(kind).stream()
                .filter(matches.and(access::shows))
                .forEach(resource -> observer.onNext(
                        ListResponse.newBuilder().setResource(resource).build()));
        observer.onCompleted();
    }

    @Override
    public void create(CreateRequest request, StreamObserver<CreateResponse> observer) {
        var resource = request.getResource();
        var access = access(Kind.of(resource.getMetadata()));
        var refused = access.refusesCreate(Resources.id(resource));
        var outcome = refused.<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> store.create(
                        access.labelled(resource), request.getOptions().getOwner()));
        answer(
                observer,
                outcome,
                stored -> CreateResponse.newBuilder().setResource(stored).build());
    }

    @Override
    public void update(UpdateRequest request, StreamObserver<UpdateResponse> observer) {
        var resource = request.getNewResource();
        var metadata = resource.getMetadata();
        var kind = Kind.of(metadata);
        var access = access(kind);
        var options = request.getOptions();
        loseTheRace(kind, metadata.getId());
        var outcome = permitted(kind, metadata.getId(), access, current -> access.refusesUpdate(current, resource))
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> store.update(
                        access.labelled(resource),
                        options.getOwner(),
                        options.hasExpectedPhase() ? Optional.of(options.getExpectedPhase()) : Optional.empty()));
        answer(
                observer,
                outcome,
                stored -> UpdateResponse.newBuilder().setResource(stored).build());
    }

    @Override
    public void destroy(DestroyRequest request, StreamObserver<DestroyResponse> observer) {
        var kind = new Kind(request.getNamespace(), request.getType());
        var access = access(kind);
        var outcome = permitted(kind, request.getId(), access, access::refusesDestroy)
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> store.destroy(
                        kind, request.getId(), request.getOptions().getOwner()));
        answer(observer, outcome, gone -> DestroyResponse.getDefaultInstance());
    }

    @Override
    public void teardown(TeardownRequest request, StreamObserver<TeardownResponse> observer) {
        var kind = new Kind(request.getNamespace(), request.getType());
        var outcome = tearDown(kind, request.getId(), request.getOptions().getOwner());
        answer(
                observer,
                outcome,
                stored -> TeardownResponse.newBuilder()
                        .setDestroyReady(stored.getMetadata().getFinalizersCount() == 0)
                        .build());
    }

    @Override
    public void teardownAndDestroy(
            TeardownAndDestroyRequest request, StreamObserver<TeardownAndDestroyResponse> observer) {
        var kind = new Kind(request.getNamespace(), request.getType());
        var owner = request.getOptions().getOwner();
        switch (tearDown(kind, request.getId(), owner)) {
            case Outcome.Refused refused -> refuse(observer, refused.status());
            case Outcome.Stored _ -> {
                var cancelled = Context.current();
                new LastFinalizer(store, kind, request.getId(), cancelled::isCancelled)
                        .then(() -> answer(
                                observer,
                                store.destroy(kind, request.getId(), owner),
                                gone -> TeardownAndDestroyResponse.getDefaultInstance()));
            }
        }
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
        var access = access(new Kind(request.getNamespace(), request.getType()));
        watches.open(request, access, (ServerCallStreamObserver<WatchResponse>) observer);
    }

    private Outcome tearDown(Kind kind, String id, String owner) {
        var access = access(kind);
        return permitted(kind, id, access, access::refusesDestroy)
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> store.teardown(kind, id, owner));
    }

    private Access access(Kind kind) {
        var provider = Caller.provider();
        return registered.test(provider)
                ? Access.of(provider, kind)
                : new Access.Denied(Status.PERMISSION_DENIED.withDescription(
                        "infra provider with name \"" + provider + "\" is not registered in the system"));
    }

    /** Why a write to an existing resource is refused: denied at all, not there, or not this one. */
    private Optional<Status> permitted(Kind kind, String id, Access access, Function<Resource, Optional<Status>> rule) {
        var denied = access.refusesRead();
        if (denied.isPresent()) {
            return denied;
        }
        return store.get(kind, id).map(rule).orElseGet(() -> Optional.of(missing(kind, id)));
    }

    private void loseTheRace(Kind kind, String id) {
        if (conflicts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            store.touch(kind, id);
        }
    }

    private static Status missing(Kind kind, String id) {
        return Status.NOT_FOUND.withDescription(
                "resource " + kind.type() + "(" + kind.namespace() + "/" + id + ") doesn't exist");
    }

    private static <T> void answer(StreamObserver<T> observer, Outcome outcome, Function<Resource, T> response) {
        switch (outcome) {
            case Outcome.Refused refused -> refuse(observer, refused.status());
            case Outcome.Stored stored -> answer(observer, response.apply(stored.resource()));
        }
    }

    private static <T> void answer(StreamObserver<T> observer, T response) {
        observer.onNext(response);
        observer.onCompleted();
    }

    private static void refuse(StreamObserver<?> observer, Status status) {
        observer.onError(status.asRuntimeException());
    }
}
