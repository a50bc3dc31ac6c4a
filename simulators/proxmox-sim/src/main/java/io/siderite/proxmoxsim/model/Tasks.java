package io.siderite.proxmoxsim.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The workers of all nodes. */
public final class Tasks implements AutoCloseable {
    private final Map<String, Task> tasks = new ConcurrentSkipListMap<>();
    private final AtomicInteger pids = new AtomicInteger(1000);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Task, Future<?>> running = new ConcurrentHashMap<>();
    private final Queue<Sabotage> sabotages = new ConcurrentLinkedQueue<>();

    /** What a worker does. A {@link Refusal} ends it with an error. */
    @FunctionalInterface
    public interface Work {
        void run(Task task) throws InterruptedException;
    }

    /**
     * The next task of a type fails.
     *
     * @param afterwards whether it does its work first: a failed start may have started the VM
     * @param forget whether the node then does not know it any more
     */
    public record Sabotage(String type, String exitStatus, boolean afterwards, boolean forget) {}

    /** Starts a worker; its UPID. */
    public String start(String node, String type, String id, String user, Work work) {
        return startAndFind(node, type, id, user, work).upid();
    }

    /** The same; the task itself. */
    public Task startAndFind(String node, String type, String id, String user, Work work) {
        int pid = pids.incrementAndGet();
        Task task = new Task(node, type, id, user, pid, pid * 7 + 100_000, Instant.now());
        Sabotage sabotage = sabotageFor(type);
        if (sabotage == null || !sabotage.forget()) {
            tasks.put(task.upid(), task);
        }
        running.put(task, workers.submit(() -> {
            run(task, work, sabotage);
            running.remove(task);
        }));
        if (task.exitStatus() != null) {
            // It ended before it was entered.
            running.remove(task);
        }
        return task;
    }

    private static void run(Task task, Work work, @Nullable Sabotage sabotage) {
        try {
            if (sabotage == null || sabotage.afterwards() || sabotage.forget()) {
                work.run(task);
            }
            if (sabotage == null || sabotage.forget()) {
                task.succeed();
            } else {
                task.fail(sabotage.exitStatus());
            }
        } catch (Refusal r) {
            task.fail(r.spelledOut());
        } catch (InterruptedException e) {
            task.fail("unexpected status");
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Sabotage sabotageFor(String type) {
        Sabotage first = sabotages.stream()
                .filter(s -> s.type().equals(type))
                .findFirst()
                .orElse(null);
        return first != null && sabotages.remove(first) ? first : null;
    }

    /** Lets the next task of its type fail or be forgotten. */
    public void sabotage(Sabotage s) {
        sabotages.add(s);
    }

    /** A task a node knows, or null. */
    public @Nullable Task find(String upid) {
        return tasks.get(upid);
    }

    /** Every task that is known. */
    public List<Task> all() {
        return List.copyOf(tasks.values());
    }

    /** Lets the nodes forget a task; it goes on. */
    public void forget(String upid) {
        tasks.remove(upid);
    }

    /** A node loses power: its workers end wherever they are, and what they had done so far stays. */
    public void powerLoss(String node) {
        running.forEach((task, future) -> {
            if (task.node().equals(node)) {
                future.cancel(true);
                task.fail("unexpected status");
            }
        });
    }

    /** Ends every worker. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
