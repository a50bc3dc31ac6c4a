package io.siderite.proxmoxsim;

import java.time.Duration;

/**
 * How long work takes at speed 1.
 *
 * @param allocate each new disk, spent holding its storage's lock
 * @param free each disk given back, likewise
 * @param start from the start of the task to a running VM
 * @param stop pulling the plug
 * @param shutdown a guest shutting down by itself
 * @param destroy beside the freeing of the disks
 * @param configure a change of configuration in a task
 * @param transfer every ISO up- or downloaded, beside its bytes
 * @param bytesPerSecond of up- and downloads
 * @param unauthorized what every answer 401 is held back
 */
public record TaskTimes(
        Duration allocate,
        Duration free,
        Duration start,
        Duration stop,
        Duration shutdown,
        Duration destroy,
        Duration configure,
        Duration transfer,
        long bytesPerSecond,
        Duration unauthorized) {

    /** As seen on ordinary hardware. */
    public static TaskTimes realistic() {
        return new TaskTimes(
                Duration.ofMillis(1500),
                Duration.ofMillis(300),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                Duration.ofMillis(700),
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                110_000_000,
                Duration.ofSeconds(3));
    }

    /** The time for an ISO of that many bytes. */
    public Duration transferOf(long bytes) {
        return transfer.plusMillis(bytes * 1000 / bytesPerSecond);
    }
}
