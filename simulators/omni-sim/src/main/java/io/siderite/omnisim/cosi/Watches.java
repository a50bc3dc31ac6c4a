package io.siderite.omnisim.cosi;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ServerCallStreamObserver;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.WatchRequest;
import io.siderite.proto.cosi.WatchResponse;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** All open watches: opens them as they were asked for, and can disturb them all. */
public final class Watches {

    private final Store store;
    private final Set<WatchStream> open = ConcurrentHashMap.newKeySet();

    public Watches(Store store) {
        this.store = store;
    }

    /** Ends every open watch with this status. */
    public void cutAll(Status status) {
        open.forEach(stream -> {
            close(stream);
            stream.cut(status);
        });
    }

    /** Sends ERRORED on every open watch and leaves it open but dead. */
    public void errorAll(String why) {
        open.forEach(stream -> stream.errored(why));
    }

    /** How many are open, dead ones included. */
    public int count() {
        return open.size();
    }

    void open(WatchRequest request, Access access, ServerCallStreamObserver<WatchResponse> observer) {
        var refused = refusal(request, access);
        if (refused.isPresent()) {
            observer.onError(refused.get().asRuntimeException());
            return;
        }
        Predicate<Resource> matches;
        try {
            matches = Queries.matching(
                    request.getOptions().getLabelQueryList(),
                    request.getOptions().getIdQuery());
        } catch (PatternSyntaxException broken) {
            observer.onError(Status.INVALID_ARGUMENT
                    .withDescription("failed to compile the id query: " + broken.getDescription())
                    .asRuntimeException());
            return;
        }
        var stream = new WatchStream(observer, request, access::shows, matches);
        observer.setOnCancelHandler(() -> close(stream));
        open.add(stream);
        store.exclusively(start(request, stream));
    }

    private static Optional<Status> refusal(WatchRequest request, Access access) {
        var denied = access.refusesRead();
        if (denied.isPresent()) {
            return denied;
        }
        var options = request.getOptions();
        if (request.hasId() && options.getBootstrapContents()) {
            return refused(Code.UNIMPLEMENTED, "bootstrap contents is not implemented for resource watch");
        }
        if (request.hasId() && options.getLabelQueryCount() > 0) {
            return refused(Code.UNIMPLEMENTED, "label query is not implemented for resource watch");
        }
        if (options.getTailEvents() > 0) {
            return refused(Code.UNKNOWN, "failed to watch: unsupported: tailEvents");
        }
        if (!options.hasStartFromBookmark()) {
            return Optional.empty();
        }
        if (options.getBootstrapContents()) {
            return refused(Code.UNKNOWN, "failed to watch: unsupported: startFromBookmark and bootstrapContents");
        }
        return Bookmark.parse(options.getStartFromBookmark()).isPresent()
                ? Optional.empty()
                : refused(Code.FAILED_PRECONDITION, "failed to watch: invalid watch bookmark: wrong length");
    }

    private static Optional<Status> refused(Code code, String why) {
        return Optional.of(code.toStatus().withDescription(why));
    }

    private Consumer<ChangeLog> start(WatchRequest request, WatchStream stream) {
        var options = request.getOptions();
        var kind = new Kind(request.getNamespace(), request.getType());
        return log -> {
            stream.ready();
            if (request.hasId()) {
                store.get(kind, request.getId()).ifPresent(stream::present);
            } else if (options.getBootstrapContents()) {
                stream.bootstrap(store.list(kind), log.sequence());
            } else if (options.getBootstrapBookmark()) {
                stream.bootstrapBookmark(log.sequence());
            }
            if (options.hasStartFromBookmark()) {
                var from = Bookmark.parse(options.getStartFromBookmark()).orElseThrow();
                if (from > log.sequence()) {
                    return; // a bookmark from the future: silence
                }
                if (log.isCompacted(from)) {
                    stream.errored("invalid watch bookmark: required revision has been compacted");
                    return;
                }
                log.since(from).forEach(stream::changed);
            }
            log.subscribe(stream);
        };
    }

    private void close(WatchStream stream) {
        open.remove(stream);
        store.exclusively(log -> log.unsubscribe(stream));
    }
}
