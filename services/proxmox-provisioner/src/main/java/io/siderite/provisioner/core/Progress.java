package io.siderite.provisioner.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the present step is.
 *
 * @param upid the Proxmox task that is followed; empty text: none, the step is to be pursued
 * @param nextAt when it is looked at next
 * @param polls how often it was looked at without anything new
 * @param failures how often it failed in a row
 * @param last the last failure; kept until the step succeeds
 */
public record Progress(String upid, Instant nextAt, int polls, int failures, Optional<Failure> last) {

    // At two seconds each, less the jitter.
    private static final int MOST_POLLS = 300;

    /** To be pursued at once. */
    public static Progress due(Instant now) {
        return new Progress("", now, 0, 0, Optional.empty());
    }

    /** To be pursued later. */
    static Progress dueAt(Instant later) {
        return new Progress("", later, 0, 0, Optional.empty());
    }

    /** Its task is followed to its end, whatever comes of it. */
    Progress toTheEnd(Instant now) {
        return new Progress(upid, now, 0, 0, Optional.empty());
    }

    /** Whether a task is followed. */
    public boolean inTask() {
        return !upid.isEmpty();
    }

    /** A task began. */
    public Progress following(String task, Instant now, String requestId) {
        return new Progress(task, now.plus(Pace.poll(0, requestId)), 0, failures, last);
    }

    /** Nothing new: looked at again, later each time. */
    public Progress waiting(Instant now, String requestId) {
        return new Progress(upid, now.plus(Pace.poll(polls + 1, requestId)), polls + 1, failures, last);
    }

    /** Whether something in the way, that is no task of ours, has gone on for about eight minutes. */
    boolean isStuck() {
        return !inTask() && polls >= MOST_POLLS;
    }

    /** The task is of no more use; the step is pursued again at once. */
    public Progress again(Instant now) {
        return new Progress("", now, 0, failures, last);
    }

    /** Nothing failed, and yet it is to be done anew: at once the first time, then later each time. */
    Progress anew(Instant now, String requestId) {
        Instant at = failures == 0 ? now : now.plus(Pace.retry(Failure.Kind.LOCKED, failures, requestId));
        return new Progress("", at, 0, failures + 1, last);
    }

    /** The next step begins, of those that may go in a circle: what went wrong in it still counts. */
    Progress onward(Instant now) {
        return new Progress("", now, 0, failures, Optional.empty());
    }

    /** Somebody asks for it now. */
    public Progress hastened(Instant now) {
        return new Progress(upid, now, 0, failures, last);
    }

    /** It failed; pursued again after a pause. */
    public Progress failed(Failure failure, Instant now, String requestId) {
        int count = failures + 1;
        return new Progress("", now.plus(Pace.retry(failure.kind(), count, requestId)), 0, count, Optional.of(failure));
    }

    /** How long it has been paused for, at least, if all failures in a row were of this kind and nobody hastened it. */
    Duration waited(Failure.Kind kind, String requestId) {
        Duration waited = Duration.ZERO;
        for (int i = 1; i <= failures; i++) {
            waited = waited.plus(Pace.retry(kind, i, requestId));
        }
        return waited;
    }

    /** The task can't be heard of now: asked again after a pause. */
    public Progress unheard(Failure failure, Instant now, String requestId) {
        return failed(failure, now, requestId).inTask(upid);
    }

    private Progress inTask(String task) {
        return new Progress(task, nextAt, polls, failures, last);
    }
}
