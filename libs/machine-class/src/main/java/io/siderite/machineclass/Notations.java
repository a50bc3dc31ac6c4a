package io.siderite.machineclass;

import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Whole;
import java.util.Arrays;
import java.util.Optional;

/** Proxmox's notations of the options that a class hands on as they stand. */
final class Notations {

    private static final Whole SECONDS = new Whole(0, 86_400, "seconds");

    static final Notation STARTUP =
            Notation.of(false, "order", new Whole(0, 99_999, ""), "up", SECONDS, "down", SECONDS);
    static final Notation WATCHDOG = Notation.of(
            false,
            "model",
            new Choice("i6300esb", "ib700"),
            "action",
            new Choice("reset", "shutdown", "poweroff", "pause", "debug", "none"));
    static final Notation RNG = Notation.of(
            true,
            "source",
            new Choice("/dev/urandom", "/dev/random", "/dev/hwrng"),
            "max_bytes",
            new Whole(0, 999_999_999, "bytes"),
            "period",
            new Whole(1, 999_999_999, "ms"));
    static final Notation VGA = Notation.of(
            false,
            "type",
            new Choice("std", "virtio", "virtio-gl", "qxl", "vmware", "cirrus", "serial0", "none"),
            "memory",
            new Whole(4, 512, "MiB"));

    private Notations() {}

    /** A set of CPUs such as {@code 0-3,8}. */
    static Optional<String> cpuSet(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(part -> part.contains("-"))
                .map(range -> range.split("-", -1))
                .filter(ends -> Integer.parseInt(ends[0]) > Integer.parseInt(ends[1]))
                .map(ends -> "write the smaller number first: " + ends[1] + "-" + ends[0])
                .findFirst();
    }
}
