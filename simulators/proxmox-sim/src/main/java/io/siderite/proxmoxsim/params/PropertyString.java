package io.siderite.proxmoxsim.params;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A property string: {@code local-lvm:40,ssd=1}. One key may go unnamed; aliases (the models of a network card) stand
 * for another key and, for a card, name a second one.
 *
 * @param defaultKey the key of a value without one
 * @param aliases names that mean {@code aliasOf}, and whose own name is the value of {@code keyAlias}
 */
public record PropertyString(
        Schema keys, @Nullable String defaultKey, Set<String> aliases, String aliasOf, String keyAlias)
        implements Format {

    /** Without aliases. */
    public static PropertyString of(Schema keys, @Nullable String defaultKey) {
        return new PropertyString(keys, defaultKey, Set.of(), "", "");
    }

    @Override
    public void check(String value, String path) throws BadFormat {
        parse(value, path);
    }

    /** Key to value. */
    public Map<String, String> parse(String value, String path) throws BadFormat {
        Map<String, String> found = new LinkedHashMap<>();
        for (String part : value.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            int eq = part.indexOf('=');
            if (eq > 0 && eq < part.length() - 1) {
                named(part.substring(0, eq), part.substring(eq + 1), found);
            } else if (eq < 0) {
                unnamed(part, found);
            } else {
                throw new BadFormat("missing key in comma-separated list property\n");
            }
        }
        Map<String, String> errors = keys.check(found, path.isEmpty() ? "" : path + ".");
        if (!errors.isEmpty()) {
            StringBuilder text = new StringBuilder("format error\n");
            errors.forEach((k, why) -> text.append(k).append(": ").append(why).append('\n'));
            throw new BadFormat(text.toString());
        }
        return found;
    }

    /** As {@link #parse(String, String)} for a value that was checked before. */
    public Map<String, String> parseChecked(String value) {
        try {
            return parse(value, "");
        } catch (BadFormat e) {
            throw new IllegalStateException("a value that had been checked does not parse: " + value, e);
        }
    }

    private void named(String key, String value, Map<String, String> found) throws BadFormat {
        String k = key;
        if (found.containsKey(k)) {
            throw new BadFormat("duplicate key in comma-separated list property: " + k + "\n");
        }
        if (aliases.contains(k)) {
            if (found.putIfAbsent(keyAlias, k) != null) {
                throw new BadFormat("key alias '" + keyAlias + "' is already defined\n");
            }
            k = aliasOf;
        }
        Property p = keys.properties().get(k);
        if (p == null) {
            throw new BadFormat("invalid key in comma-separated list property: " + k + "\n");
        }
        found.put(k, p.kind() == Property.Kind.BOOLEAN ? bool(value) : value);
    }

    private void unnamed(String value, Map<String, String> found) throws BadFormat {
        if (defaultKey == null) {
            throw new BadFormat("value without key, but schema does not define a default key\n");
        }
        if (found.containsKey(defaultKey)) {
            throw new BadFormat("duplicate key in comma-separated list property: " + defaultKey + "\n");
        }
        Property p = keys.properties().get(defaultKey);
        found.put(defaultKey, p != null && p.kind() == Property.Kind.BOOLEAN ? bool(value) : value);
    }

    private static String bool(String value) {
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "1", "on", "yes", "true" -> "1";
            case "0", "off", "no", "false" -> "0";
            default -> value;
        };
    }

    /** As Proxmox stores it: the unnamed value first, then the keys in order. */
    public String print(Map<String, String> values) {
        Map<String, String> rest = new TreeMap<>(values);
        StringBuilder out = new StringBuilder();
        if (!aliases.isEmpty() && rest.containsKey(keyAlias)) {
            String model = rest.remove(keyAlias);
            String target = rest.remove(aliasOf);
            out.append(target == null ? model : model + "=" + target);
        } else if (defaultKey != null && rest.containsKey(defaultKey)) {
            out.append(rest.remove(defaultKey));
        }
        rest.forEach((k, v) ->
                out.append(out.isEmpty() ? "" : ",").append(k).append('=').append(v));
        return out.toString();
    }
}
