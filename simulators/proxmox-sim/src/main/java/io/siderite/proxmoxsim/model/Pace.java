package io.siderite.proxmoxsim.model;

import io.siderite.proxmoxsim.TaskTimes;
import java.time.Duration;

/** How fast the simulated time goes. */
public record Pace(TaskTimes times, double speed) {

    /** Takes that long, by the factor. */
    public void take(Duration atSpeedOne) throws InterruptedException {
        long nanos = (long) (atSpeedOne.toNanos() * speed);
        if (nanos > 0) {
            Thread.sleep(Duration.ofNanos(nanos));
        }
    }

    /** How long to wait for a lock; the factor holds for it too, so that contention stays alike. At speed 0 it is real. */
    public Duration lockTimeout(int seconds) {
        return speed == 0 ? Duration.ofSeconds(seconds) : scaled(Duration.ofSeconds(seconds));
    }

    /** A duration by the factor. */
    public Duration scaled(Duration atSpeedOne) {
        return Duration.ofNanos((long) (atSpeedOne.toNanos() * speed));
    }
}
