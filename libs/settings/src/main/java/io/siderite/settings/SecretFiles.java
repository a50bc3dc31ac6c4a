package io.siderite.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads the secrets that a layer leaves to files ({@code …-file}) and makes its other paths absolute. It is done layer by
 * layer, so that a secret's file given on the command line wins over the secret itself in the configuration file.
 */
final class SecretFiles {

    private SecretFiles() {}

    /** The layer with secrets in place of their files; what can't be read is added to the problems. */
    static Layer resolve(Layer layer, List<String> problems) {
        Layer.Builder resolved = Layer.of(layer.source(), layer.directory());
        for (Map.Entry<String, Layer.Entry> each : layer.entries().entrySet()) {
            String key = each.getKey();
            Layer.Entry entry = each.getValue();
            switch (KnownKey.of(key).map(KnownKey::kind).orElse(KnownKey.Kind.TEXT)) {
                case SECRET -> {
                    if (key.endsWith("-file")) {
                        readSecret(layer, key, entry, resolved, problems);
                    } else {
                        resolved.put(key, entry.value(), entry.where());
                    }
                }
                case FILE -> resolved.put(key, absolute(layer, entry.value()).toString(), entry.where());
                case TEXT, LIST, SWITCH, NUMBER, DURATION, PORT -> resolved.put(key, entry.value(), entry.where());
            }
        }
        return resolved.build();
    }

    private static void readSecret(
            Layer layer, String key, Layer.Entry entry, Layer.Builder resolved, List<String> problems) {
        String secret = key.substring(0, key.length() - "-file".length());
        layer.find(secret)
                .ifPresent(plain ->
                        problems.add(plain.where() + " and " + entry.where() + " both give the same secret: keep one"));
        Path file = absolute(layer, entry.value());
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                problems.add(entry.where() + ": the file " + file + " is empty: put the secret into it");
            }
            resolved.put(secret, text, entry.where());
        } catch (IOException e) {
            problems.add(entry.where() + ": the file " + file + " can't be read (" + YamlFile.reason(e)
                    + "): check its name and permissions");
        }
    }

    private static Path absolute(Layer layer, String path) {
        String expanded =
                path.equals("~") || path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
        return layer.directory().resolve(expanded).toAbsolutePath().normalize();
    }
}
