package io.siderite.networks;

import java.util.regex.Pattern;

/**
 * Addresses that are somebody's.
 *
 * @param addresses one or several
 * @param holder who has them: a name, such as {@code truenas}, of something that is no machine of ours; or {@code
 *     set:} and a pattern of machine request sets' names with {@code *} and {@code ?}, whose machines get these first
 */
public record Reservation(Interval addresses, String holder) {

    static final String OF_SETS = "set:";

    /** Whether it is for machines of ours. */
    public boolean isForSets() {
        return holder.startsWith(OF_SETS);
    }

    /** Whether it is for machines of this set. */
    public boolean isFor(String requestSet) {
        return isForSets()
                && glob(holder.substring(OF_SETS.length())).matcher(requestSet).matches();
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString());
    }
}
