package io.siderite.placement;

import java.util.Locale;

/** Sizes as people read them. */
final class Gib {

    private Gib() {}

    /** Such as {@code 60 GiB} or {@code 1.5 GiB}; what is smaller than a tenth of one in MiB, rounded up. */
    static String of(long bytes) {
        if (bytes > 0 && bytes < (1L << 30) / 10) {
            return (bytes + (1L << 20) - 1) / (1L << 20) + " MiB";
        }
        var text = String.format(Locale.ROOT, "%.1f", bytes / (double) (1L << 30));
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " GiB";
    }
}
