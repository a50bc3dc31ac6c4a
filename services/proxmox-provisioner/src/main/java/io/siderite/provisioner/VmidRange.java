package io.siderite.provisioner;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * VMIDs to draw from, both ends included.
 *
 * @param from lowest
 * @param to highest
 */
public record VmidRange(int from, int to) {

    private static final int LOWEST = 100;
    private static final int HIGHEST = 999_999_999;
    private static final Pattern RANGE = Pattern.compile("\\s*(\\d{1,9})\\s*-\\s*(\\d{1,9})\\s*");

    /** Reads {@code 5000-5999}. */
    public static VmidRange parse(String text) {
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            int from = Integer.parseInt(range.group(1));
            int to = Integer.parseInt(range.group(2));
            if (from >= LOWEST && from <= to && to <= HIGHEST) {
                return new VmidRange(from, to);
            }
        }
        throw new IllegalArgumentException("siderite.provisioner.vmid-range is '" + text + "': write it as 5000-5999,"
                + " between " + LOWEST + " and " + HIGHEST);
    }
}
