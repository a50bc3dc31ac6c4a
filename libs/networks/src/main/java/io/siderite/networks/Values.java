package io.siderite.networks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of flat keys; a list stands in {@code key[0]}, {@code key[1]}, or in one value with commas. */
record Values(Map<String, String> byKey) {

    private static final Pattern INDEXED = Pattern.compile("(.+)\\[(\\d{1,6})]");

    /** One value and the key it stands at. */
    record Item(String key, String text) {

        /** What is wrong with it, as the rest of a sentence that begins with its key. */
        String says(String why) {
            return "is \"" + text + "\", which " + why;
        }
    }

    /** The name of a key without an index. */
    static String bare(String key) {
        Matcher matcher = INDEXED.matcher(key);
        return matcher.matches() ? matcher.group(1) : key;
    }

    Optional<Item> one(String key) {
        return Optional.ofNullable(byKey.get(key)).map(text -> new Item(key, text));
    }

    List<Item> list(String key) {
        List<Item> items = new ArrayList<>();
        one(key).ifPresent(whole -> {
            for (String part : whole.text().split(",", -1)) {
                items.add(new Item(key, part.strip()));
            }
        });
        byKey.keySet().stream()
                .map(INDEXED::matcher)
                .filter(m -> m.matches() && m.group(1).equals(key))
                .sorted(Comparator.comparingInt(m -> Integer.parseInt(m.group(2))))
                .forEach(m -> one(m.group()).ifPresent(items::add));
        return items;
    }
}
