package io.siderite.proxmoxsim.params;

import java.util.regex.Pattern;

/** A named format of Proxmox's schemas. */
@FunctionalInterface
public interface Format {

    /** Judges a value. {@code path} is the parameter's name, for texts that say where inside of it. */
    void check(String value, String path) throws BadFormat;

    /** What is wrong, in Proxmox's words, its line end included. */
    final class BadFormat extends Exception {
        private static final long serialVersionUID = 1;

        /** Without a stack: a refusal, not a bug. */
        public BadFormat(String text) {
            super(text, null, false, false);
        }

        /** The text. */
        public String text() {
            String m = getMessage();
            return m == null ? "" : m;
        }
    }

    /** Everything that the pattern matches as a whole. */
    static Format matching(String regex, String otherwise) {
        Pattern p = Pattern.compile(regex);
        return (value, path) -> {
            if (!p.matcher(value).matches()) {
                throw new BadFormat(otherwise.replace("%s", value) + "\n");
            }
        };
    }

    /** A list of such values, parted as Proxmox parts lists. */
    static Format listOf(Format one) {
        return (value, path) -> {
            for (String v : Lists.split(value)) {
                one.check(v, path);
            }
        };
    }
}
