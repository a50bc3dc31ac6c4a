package io.siderite.standalone;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that starts on a thread of its own, so that others start meanwhile. */
final class Starting<T extends AutoCloseable> implements AutoCloseable {

    private final String name;
    private final FutureTask<T> task;

    private Starting(String name, FutureTask<T> task) {
        this.name = name;
        this.task = task;
    }

    static <T extends AutoCloseable> Starting<T> of(String name, Callable<T> start) {
        FutureTask<T> task = new FutureTask<>(start);
        Thread.ofPlatform().name("start-" + name).daemon().start(task);
        return new Starting<>(name, task);
    }

    /**
     * Waits until it is there.
     *
     * @throws IOException when it could not start, with its reason
     */
    T await() throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(name + " did not start: " + reason.getMessage(), reason);
        }
    }

    /** Waits until it is there, and stops it; nothing to do when it never came. */
    @Override
    public void close() throws Exception {
        T started;
        try {
            started = task.get();
        } catch (ExecutionException | CancellationException _) {
            return; // said by await
        }
        started.close();
    }
}
