package io.siderite.omnisim;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.siderite.omnisim.cosi.StateService;
import io.siderite.omnisim.cosi.Store;
import io.siderite.omnisim.cosi.Watches;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What can go wrong on request. Each fault is what a client would meet at a real Omni. */
public final class Faults {

    private record Failing(String method, int left, Status.Code code) {
        private static final Failing NOTHING = new Failing("", 0, Status.Code.OK);
    }

    private final Watches watches;
    private final StateService state;
    private final Store store;
    private final AtomicReference<Failing> failing = new AtomicReference<>(Failing.NOTHING);
    private volatile boolean unavailable;

    Faults(Watches watches, StateService state, Store store) {
        this.watches = watches;
        this.state = state;
        this.store = store;
    }

    /** Cuts every open watch: UNAVAILABLE, as when Omni restarts. */
    public void breakStreams() {
        watches.cutAll(Status.UNAVAILABLE.withDescription("transport is closing"));
    }

    /** Sends one ERRORED event on every open watch and leaves it open but dead. */
    public void errorStreams() {
        watches.errorAll("the watch failed (injected)");
    }

    /** While true, every call answers UNAVAILABLE and there is no open watch. */
    public void unavailable(boolean on) {
        unavailable = on;
        if (on) {
            breakStreams();
        }
    }

    /** The next {@code count} calls, of any method, answer this code. */
    public void failNext(int count, Status.Code code) {
        failNext("", count, code);
    }

    /** The next {@code count} calls of a method, such as {@code Update}, answer this code. */
    public void failNext(String method, int count, Status.Code code) {
        failing.set(new Failing(method, count, code));
    }

    /** Somebody else wins the race against each of the next {@code count} updates. */
    public void extraConflicts(int count) {
        state.extraConflicts(count);
    }

    /** Forgets the history: resuming from any bookmark so far gives one ERRORED event and a dead stream. */
    public void compactHistory() {
        store.compact();
    }

    ServerInterceptor interceptor() {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
                var method = call.getMethodDescriptor().getBareMethodName();
                var fault = due(method == null ? "" : method);
                if (fault.isEmpty()) {
                    return next.startCall(call, metadata);
                }
                call.close(fault.get(), new Metadata());
                return new ServerCall.Listener<>() {};
            }
        };
    }

    private Optional<Status> due(String method) {
        if (unavailable) {
            return Optional.of(Status.UNAVAILABLE.withDescription("omni is unavailable (injected)"));
        }
        var before = failing.getAndUpdate(now ->
                now.left() > 0 && concerns(now, method) ? new Failing(now.method(), now.left() - 1, now.code()) : now);
        return before.left() > 0 && concerns(before, method)
                ? Optional.of(before.code().toStatus().withDescription("injected"))
                : Optional.empty();
    }

    private static boolean concerns(Failing failing, String method) {
        return failing.method().isEmpty() || failing.method().equals(method);
    }
}
