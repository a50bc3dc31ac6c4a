package io.siderite.omnisim;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.proto.cosi.Event;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.WatchOptions;
import io.siderite.proto.cosi.WatchRequest;
import io.siderite.proto.cosi.WatchResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A watch under test: what came on it so far. */
final class Watched implements StreamObserver<WatchResponse>, AutoCloseable {

    final List<WatchResponse> responses = new CopyOnWriteArrayList<>();
    final AtomicReference<Status> end = new AtomicReference<>();
    private final Context.CancellableContext context = Context.current().withCancellation();

    static WatchOptions.Builder bootstrap() {
        return WatchOptions.newBuilder().setBootstrapContents(true);
    }

    static Watched of(TestProvider provider, Kind kind, WatchOptions.Builder options) {
        return of(provider, request(kind).setOptions(options));
    }

    static WatchRequest.Builder request(Kind kind) {
        return WatchRequest.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setApiVersion(1);
    }

    static Watched of(TestProvider provider, WatchRequest.Builder request) {
        var watched = new Watched();
        watched.context.run(() -> provider.async.watch(request.build(), watched));
        return watched;
    }

    List<Event> events() {
        return responses.stream()
                .flatMap(response -> response.getEventList().stream())
                .toList();
    }

    List<EventType> types() {
        return events().stream().map(Event::getEventType).toList();
    }

    Event await(EventType type) {
        return Fixture.eventually(
                        () -> events().stream()
                                .filter(event -> event.getEventType() == type)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    void awaitReady() {
        Fixture.eventually(() -> responses.size(), count -> count > 0);
    }

    Status awaitEnd() {
        return Fixture.eventually(() -> Optional.ofNullable(end.get()), Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void onNext(WatchResponse response) {
        responses.add(response);
    }

    @Override
    public void onError(Throwable error) {
        end.set(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
        end.set(Status.OK);
    }

    @Override
    public void close() {
        context.cancel(null);
    }
}
