package io.siderite.proxmoxsim.params;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one parameter may be.
 *
 * @param values the enumeration; empty for none
 * @param requires another parameter that must then be there too
 */
public record Property(
        Kind kind,
        boolean optional,
        List<String> values,
        @Nullable Pattern pattern,
        @Nullable Double min,
        @Nullable Double max,
        int maxLength,
        @Nullable Format format,
        @Nullable String requires) {

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

    /** The types of the schema language. */
    public enum Kind {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN
    }

    private static Property of(Kind kind) {
        return new Property(kind, true, List.of(), null, null, null, 0, null, null);
    }

    /** An optional text. */
    public static Property text() {
        return of(Kind.STRING);
    }

    /** An optional whole number. */
    public static Property integer() {
        return of(Kind.INTEGER);
    }

    /** An optional number. */
    public static Property number() {
        return of(Kind.NUMBER);
    }

    /** An optional 0 or 1. */
    public static Property bool() {
        return of(Kind.BOOLEAN);
    }

    /** One of these, or nothing. */
    public static Property oneOf(String... values) {
        return new Property(Kind.STRING, true, List.of(values), null, null, null, 0, null, null);
    }

    /** An optional text of a format. */
    public static Property formatted(Format f) {
        return new Property(Kind.STRING, true, List.of(), null, null, null, 0, f, null);
    }

    /** Must be given. */
    public Property required() {
        return new Property(kind, false, values, pattern, min, max, maxLength, format, requires);
    }

    public Property min(double least) {
        return new Property(kind, optional, values, pattern, least, max, maxLength, format, requires);
    }

    public Property max(double most) {
        return new Property(kind, optional, values, pattern, min, most, maxLength, format, requires);
    }

    /** At most so many characters. */
    public Property length(int most) {
        return new Property(kind, optional, values, pattern, min, max, most, format, requires);
    }

    public Property matching(String regex) {
        return new Property(kind, optional, values, Pattern.compile(regex), min, max, maxLength, format, requires);
    }

    public Property requires(String other) {
        return new Property(kind, optional, values, pattern, min, max, maxLength, format, other);
    }

    /** Notes under {@code path} what is wrong with the value, if anything. */
    void check(String value, String path, Map<String, String> errors) {
        String wrong = judge(value, path);
        if (wrong != null) {
            errors.merge(path, wrong, (a, b) -> a + "\\n" + b);
        }
    }

    private @Nullable String judge(String value, String path) {
        boolean typed = switch (kind) {
            case STRING -> true;
            case INTEGER -> INTEGER.matcher(value).matches();
            case NUMBER -> NUMBER.matcher(value).matches();
            case BOOLEAN -> value.equals("0") || value.equals("1");
        };
        if (!typed) {
            String name = kind.name().toLowerCase(java.util.Locale.ROOT);
            return "type check ('" + name + "') failed - got '" + value + "'";
        }
        if (format != null) {
            try {
                format.check(value, path);
            } catch (Format.BadFormat e) {
                return "invalid format - " + e.text();
            }
        }
        if (pattern != null && !pattern.matcher(value).matches()) {
            return "value does not match the regex pattern";
        }
        if (maxLength > 0 && value.length() > maxLength) {
            return "value may only be " + maxLength + " characters long";
        }
        return range(value);
    }

    private @Nullable String range(String value) {
        if (NUMBER.matcher(value).matches()) {
            double n = Double.parseDouble(value);
            if (max != null && n > max) {
                return "value must have a maximum value of " + plain(max);
            }
            if (min != null && n < min) {
                return "value must have a minimum value of " + plain(min);
            }
        }
        if (!values.isEmpty() && !values.contains(value)) {
            return "value '" + value + "' does not have a value in the enumeration '" + String.join(", ", values) + "'";
        }
        return null;
    }

    private static String plain(double d) {
        return d == Math.rint(d) ? Long.toString((long) d) : Double.toString(d);
    }
}
