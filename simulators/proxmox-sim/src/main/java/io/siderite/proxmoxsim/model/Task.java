package io.siderite.proxmoxsim.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker, running or ended, and what it has said. */
public final class Task {
    private final String upid;
    private final String node;
    private final String type;
    private final String id;
    private final String user;
    private final int pid;
    private final int pstart;
    private final Instant started;
    private final List<String> log = new ArrayList<>();
    private int warnings;
    private @Nullable String exitStatus;
    private @Nullable Instant ended;

    Task(String node, String type, String id, String user, int pid, int pstart, Instant started) {
        this.node = node;
        this.type = type;
        this.id = id;
        this.user = user;
        this.pid = pid;
        this.pstart = pstart;
        this.started = started;
        this.upid = String.format(
                "UPID:%s:%08X:%08X:%08X:%s:%s:%s:", node, pid, pstart, started.getEpochSecond(), type, id, user);
    }

    public String upid() {
        return upid;
    }

    public String node() {
        return node;
    }

    public String type() {
        return type;
    }

    public String id() {
        return id;
    }

    /** Who started it: a user or a token. */
    public String user() {
        return user;
    }

    public int pid() {
        return pid;
    }

    public int pstart() {
        return pstart;
    }

    public Instant started() {
        return started;
    }

    /** A line of its log. */
    public synchronized void say(String line) {
        log.add(line);
    }

    /** A warning: counted, and the end of the task then says so. */
    public synchronized void warn(String line) {
        warnings++;
        log.add("WARN: " + line);
    }

    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** How it ended; null while it runs. */
    public synchronized @Nullable String exitStatus() {
        return exitStatus;
    }

    public synchronized @Nullable Instant ended() {
        return ended;
    }

    /** How it ended, once it has. */
    public synchronized String await() throws InterruptedException {
        while (exitStatus == null) {
            wait();
        }
        return exitStatus;
    }

    /** Ends it well, unless it has ended. */
    synchronized void succeed() {
        if (exitStatus != null) {
            return;
        }
        exitStatus = warnings == 0 ? "OK" : "WARNINGS: " + warnings;
        log.add("TASK " + exitStatus);
        ended = Instant.now();
        notifyAll();
    }

    /** Ends it with an error, unless it has ended. */
    synchronized void fail(String why) {
        if (exitStatus != null) {
            return;
        }
        exitStatus = why.lines().findFirst().orElse("unexpected status");
        log.add("TASK ERROR: " + why);
        ended = Instant.now();
        notifyAll();
    }
}
