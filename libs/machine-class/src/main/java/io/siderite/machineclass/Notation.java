package io.siderite.machineclass;

import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Whole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A text in Proxmox's notation of several values: {@code name=value,name=value}, where the first name may be left out.
 *
 * @param parts each name with what its value may be: a {@link Choice} or a {@link Whole}
 * @param required whether the first must be there
 */
record Notation(LinkedHashMap<String, Type> parts, boolean required) {

    private static final int DIGITS = 10;

    /** @param parts in turn, a name and its type */
    static Notation of(boolean required, Object... parts) {
        var map = new LinkedHashMap<String, Type>();
        for (int i = 0; i < parts.length; i += 2) {
            map.put((String) parts[i], (Type) parts[i + 1]);
        }
        return new Notation(map, required);
    }

    /** What to write instead of a text that Proxmox would not take, for each part that is wrong; empty: it would. */
    Optional<String> instead(String text) {
        var first = parts.entrySet().iterator().next();
        var advice = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var part : text.split(",", -1)) {
            int sign = part.indexOf('=');
            var name = sign < 0 ? first.getKey() : part.substring(0, sign);
            var type = parts.get(name);
            if (type == null) {
                advice.add(Nearest.to(name, parts.keySet())
                        .map(near -> "write " + near + "= for " + name + "=")
                        .orElse("there is no " + name + "=; its parts are " + String.join(", ", parts.keySet())));
            } else if (!seen.add(name)) {
                advice.add("give " + name + " once");
            } else {
                wrong(type, part.substring(sign + 1))
                        .ifPresent(right -> advice.add("write " + name + "= with " + right));
            }
        }
        if (required && !seen.contains(first.getKey())) {
            advice.add("begin with " + first.getKey() + "=" + Examples.of(first.getValue()));
        }
        return advice.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", advice));
    }

    private static Optional<String> wrong(Type type, String value) {
        return switch (type) {
            case Choice choice when choice.words().contains(value) -> Optional.empty();
            case Choice choice -> Optional.of(Nearest.to(value, choice.values()).orElse(choice.expected()));
            case Whole whole ->
                value.matches("[0-9]+")
                                && value.length() < DIGITS
                                && Long.parseLong(value) >= whole.min()
                                && Long.parseLong(value) <= whole.max()
                        ? Optional.empty()
                        : Optional.of(whole.expected());
            case Type.Real _, Type.Text _, Type.Texts _, Type.Switch _, Type.Selector _, Type.Block _, Type.Items _ ->
                throw new IllegalStateException("no part of a notation: " + type);
        };
    }

    /** Names of all parts. */
    List<String> names() {
        return List.copyOf(parts.keySet());
    }

    /** The value of a part in a text that is right. */
    Map<String, String> read(String text) {
        var first = parts.keySet().iterator().next();
        var values = new LinkedHashMap<String, String>();
        for (var part : text.split(",", -1)) {
            int sign = part.indexOf('=');
            values.put(sign < 0 ? first : part.substring(0, sign), part.substring(sign + 1));
        }
        return values;
    }
}
