package io.siderite.provisioner.proxmox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One of Proxmox's property strings, such as {@code local-lvm:40,ssd=1}. Proxmox cuts them at each comma and has no
 * quotes for most, so that a value which could become another property is refused, never written.
 *
 * @param text as Proxmox takes it; of no use where there is a problem
 * @param problem why it can't be written, in words for people; empty: it can
 */
record PropertyString(String text, Optional<String> problem) {

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final Pattern HOSTILE = Pattern.compile("[,\"\\p{Cntrl}]");

    /** Begins with the value of the property that is written without its name, such as a volume. */
    static Builder of(String head) {
        Builder builder = new Builder();
        builder.head(head);
        return builder;
    }

    /** Begins with a name, such as a NIC's model, and its value. */
    static Builder of(String key, String value) {
        return new Builder().with(key, value);
    }

    /** Its properties, in the order they are named in. */
    static final class Builder {

        private final List<String> parts = new ArrayList<>();
        private Optional<String> problem = Optional.empty();

        private void head(String value) {
            if (value.isEmpty() || HOSTILE.matcher(value).find() || value.contains("=")) {
                refuse("'" + value + "' can't be a value there: Proxmox would read another property out of it");
            }
            parts.add(value);
        }

        Builder with(String key, String value) {
            if (!KEY.matcher(key).matches()) {
                refuse("'" + key + "' is no name of a property");
            } else if (value.isEmpty() || HOSTILE.matcher(value).find() || value.contains("=")) {
                refuse("'" + value + "' can't be the value of '" + key
                        + "': Proxmox would read another property out of it");
            }
            parts.add(key + "=" + value);
            return this;
        }

        /** Only where there is a value. */
        Builder withAny(String key, String value) {
            return value.isEmpty() ? this : with(key, value);
        }

        /** Only where it is not zero. */
        Builder withAny(String key, int value) {
            return value == 0 ? this : with(key, Integer.toString(value));
        }

        Builder bit(String key, boolean value) {
            return with(key, value ? "1" : "0");
        }

        /** Only where it is so. */
        Builder withIf(boolean so, String key, String value) {
            return so ? with(key, value) : this;
        }

        Builder refuse(String why) {
            if (problem.isEmpty()) {
                problem = Optional.of(why);
            }
            return this;
        }

        PropertyString build() {
            return new PropertyString(String.join(",", parts), problem);
        }
    }
}
