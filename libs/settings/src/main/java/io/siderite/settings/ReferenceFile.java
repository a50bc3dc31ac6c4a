package io.siderite.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code proxmox:} block of the reference provider's configuration file, as one cluster of ours. What the reference
 * ignores, such as a token beside a password, is ignored here too, and said.
 */
final class ReferenceFile {

    /** How the reference provider's one cluster is called here. */
    static final String CLUSTER = "proxmox";

    private static final String BLOCK = "proxmox.";
    private static final Set<String> KEYS =
            Set.of("url", "username", "password", "realm", "tokenID", "tokenSecret", "insecureSkipVerify");

    private final YamlFile file;
    private final Layer.Builder layer;
    private final List<String> problems = new ArrayList<>();

    private ReferenceFile(YamlFile file) {
        this.file = file;
        this.layer = Layer.of(
                file.path().toString(),
                Optional.ofNullable(file.path().getParent()).orElseThrow());
    }

    /** What a layer's source came to: the layer, and what is wrong with it. */
    record Reading(Layer layer, List<String> problems) {}

    static Reading read(YamlFile file) {
        ReferenceFile reference = new ReferenceFile(file);
        reference.checkKeys();
        reference.translate();
        return new Reading(reference.layer.build(), reference.problems);
    }

    private void checkKeys() {
        file.values().forEach((key, value) -> {
            if (key.startsWith(BLOCK) && !KEYS.contains(key.substring(BLOCK.length()))) {
                problems.add(file.where(key, value) + " is not a key of the proxmox: block; it has "
                        + String.join(", ", KEYS.stream().sorted().toList()));
            }
        });
    }

    private void translate() {
        text("url").ifPresent(url -> put("endpoints[0]", withoutApiPath(url), "url"));
        text("insecureSkipVerify").ifPresent(flag -> put("insecure-skip-verify", flag, "insecureSkipVerify"));
        boolean byPassword = text("username").isPresent() && text("password").isPresent();
        if (byPassword || text("tokenID").isEmpty()) {
            user().ifPresent(user -> put("username", user, "username"));
            text("password").ifPresent(password -> put("password", password, "password"));
        } else {
            tokenId().ifPresent(id -> put("token-id", id, "tokenID"));
            text("tokenSecret").ifPresent(secret -> put("token-secret", secret, "tokenSecret"));
        }
    }

    /** The user with realm; Proxmox's own default realm where none is given. */
    private Optional<String> user() {
        return text("username")
                .map(name ->
                        name.contains("@") ? name : name + "@" + text("realm").orElse("pam"));
    }

    /** Proxmox wants {@code user@realm!name}; where only the name stands in tokenID, the user is taken from username. */
    private Optional<String> tokenId() {
        String id = text("tokenID").orElseThrow();
        if (id.contains("!") && id.contains("@")) {
            return Optional.of(id);
        }
        if (id.contains("!")) {
            int name = id.indexOf('!');
            return Optional.of(id.substring(0, name) + "@" + text("realm").orElse("pam") + id.substring(name));
        }
        Optional<String> full = user().map(user -> user + "!" + id);
        if (full.isEmpty()) {
            problems.add(file.where(BLOCK + "tokenID", value("tokenID").orElseThrow()) + ": \"" + id
                    + "\" names no user: write it as user@realm!" + id);
        }
        return full;
    }

    private static String withoutApiPath(String url) {
        return url.replaceFirst("/+(api2(/json)?/*)?$", "");
    }

    private Optional<YamlFile.Value> value(String key) {
        return Optional.ofNullable(file.values().get(BLOCK + key))
                .filter(v -> !v.text().isBlank());
    }

    private Optional<String> text(String key) {
        return value(key).map(v -> v.text().strip());
    }

    private void put(String key, String translated, String original) {
        value(original)
                .ifPresent(v -> layer.put(
                        KnownKey.CLUSTERS + CLUSTER + "." + key, translated, file.where(BLOCK + original, v)));
    }
}
