package io.siderite.machineclass;

import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Real;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Whole;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads single values, strictly: what Go's YAML or the schema in Omni could read otherwise is refused with a hint. */
final class Scalars {

    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern HUGE = Pattern.compile("[1-9][0-9]{18,}");
    private static final Pattern FRACTION = Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,9})?");
    private static final Pattern SIZE = Pattern.compile("(?i)([0-9]{1,9})(\\.0+)?\\s*([KMGT])?i?B?");
    /** What other tools call a choice of ours. */
    private static final Map<String, String> ELSEWHERE = Map.of("uefi", "ovmf", "efi", "ovmf", "legacy", "seabios");

    private static final List<String> YES = List.of("yes", "on", "true", "1", "y", "enabled");
    private static final List<String> NO = List.of("no", "off", "false", "0", "n", "disabled");

    /** A value, or how to mend it. */
    sealed interface Reading {
        record Good(Object value) implements Reading {}

        record Bad(String instead) implements Reading {}
    }

    private Scalars() {}

    static Reading whole(Whole type, ScalarNode node) {
        var text = node.getValue();
        if (node.getTag().equals(Tag.INT) && DECIMAL.matcher(text).matches()) {
            long value = Long.parseLong(text);
            if (value < type.min()) {
                return new Reading.Bad(
                        type.unit().equals("MiB") && value * 1024 >= type.min()
                                ? "write %d for %d GiB: the unit is MiB".formatted(value * 1024, value)
                                : "write " + type.min() + " or more");
            }
            return value > type.max() ? new Reading.Bad("write " + type.max() + " or less") : new Reading.Good(value);
        }
        if (node.getTag().equals(Tag.INT) && HUGE.matcher(text).matches()) {
            return new Reading.Bad("write " + type.max() + " or less");
        }
        var how = node.getTag().equals(Tag.STR) ? ", without quotes or unit" : ", a plain whole number";
        return new Reading.Bad(plainNumber(type, text)
                .filter(n -> n >= type.min() && n <= type.max())
                .map(n -> "write " + n + how)
                .orElse("write a plain whole number, such as " + Examples.of(type)));
    }

    /** What a number with a unit, in quotes or with a fraction of zeros probably means in the key's unit. */
    private static Optional<Long> plainNumber(Whole type, String text) {
        var size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            return Optional.empty();
        }
        var number = new BigInteger(size.group(1));
        var unit = size.group(3);
        if (unit == null) {
            return Optional.of(number.longValueExact());
        }
        if (type.unit().isEmpty()) {
            return Optional.empty();
        }
        int shift = 10
                * ("KMGT".indexOf(unit.toUpperCase(Locale.ROOT))
                        - "KMGT".indexOf(type.unit().charAt(0)));
        return Optional.of(number.shiftLeft(shift).longValueExact());
    }

    static Reading on(ScalarNode node) {
        var text = node.getValue().toLowerCase(Locale.ROOT);
        if (node.getTag().equals(Tag.BOOL) && (text.equals("true") || text.equals("false"))) {
            return new Reading.Good(text.equals("true"));
        }
        if (YES.contains(text)) {
            return new Reading.Bad("write true");
        }
        return new Reading.Bad(NO.contains(text) ? "write false" : "write true or false");
    }

    static Reading real(Real type, ScalarNode node) {
        var text = node.getValue();
        boolean number = node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
        if (number && FRACTION.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            if (value < type.min()) {
                return new Reading.Bad("write " + Real.plain(type.min()) + " or more");
            }
            return value > type.max()
                    ? new Reading.Bad("write " + Real.plain(type.max()) + " or less")
                    : new Reading.Good(value);
        }
        var plain = text.strip().replace(',', '.');
        return new Reading.Bad(
                FRACTION.matcher(plain).matches()
                        ? "write " + plain + ", a plain number"
                        : "write a plain decimal number, such as 1.5");
    }

    static Reading choice(Choice type, ScalarNode node) {
        var text = node.getValue();
        boolean known = type.words().contains(text);
        if (known && node.getTag().equals(Tag.STR)) {
            return new Reading.Good(meaning(type, text));
        }
        return new Reading.Bad(type.values().stream()
                .filter(value -> known && meaning(type, value).equals(meaning(type, text)))
                .findFirst()
                .or(() -> Optional.ofNullable(ELSEWHERE.get(text.toLowerCase(Locale.ROOT)))
                        .filter(type.values()::contains))
                .or(() -> Nearest.to(text, type.values()))
                .map(value -> "write " + value)
                .orElse("write one of them"));
    }

    private static String meaning(Choice type, String word) {
        return type.meant().getOrDefault(word, word);
    }

    static Reading text(Text type, ScalarNode node) {
        var text = node.getValue();
        if (type.max() > 0 && text.length() > type.max()) {
            return new Reading.Bad("keep it to " + type.max() + " characters; these are " + text.length());
        }
        if (!type.pattern().matcher(text).matches()) {
            // Text with a length of its own is free text, in which only control characters are wrong.
            return new Reading.Bad(
                    type.max() > 0 ? "remove the control characters" : "write it like " + type.example());
        }
        if (!node.getTag().equals(Tag.STR)) {
            return new Reading.Bad("put it in quotes: \"" + text + "\"");
        }
        return type.check().instead(text).<Reading>map(Reading.Bad::new).orElseGet(() -> new Reading.Good(text));
    }
}
