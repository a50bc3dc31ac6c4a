package io.siderite.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration file's layers: that of its {@code siderite:} block, and below it that of the reference provider's
 * {@code proxmox:} block. A file may have either, or both while somebody moves from one to the other.
 *
 * @param layers the stronger one last
 * @param problems what is wrong in the file
 * @param notes what is worth saying, but no reason to stop
 */
record ConfigFile(List<Layer> layers, List<String> problems, List<String> notes) {

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");

    static ConfigFile none() {
        return new ConfigFile(List.of(), List.of(), List.of());
    }

    static ConfigFile read(Path path) {
        return switch (YamlFile.read(path.toAbsolutePath())) {
            case YamlFile.Reading.Wrong wrong -> new ConfigFile(List.of(), wrong.problems(), List.of());
            case YamlFile.Reading.Read read -> of(read.file());
        };
    }

    private static ConfigFile of(YamlFile file) {
        List<String> problems = new ArrayList<>();
        ReferenceFile.Reading reference = ReferenceFile.read(file);
        problems.addAll(reference.problems());
        Layer.Builder own = Layer.of(
                file.path().toString(), Objects.requireNonNull(file.path().getParent(), "an absolute path of a file"));
        file.values().forEach((key, value) -> {
            if (key.startsWith("siderite.")) {
                if (KnownKey.of(key).isEmpty() && !KnownKey.isReadElsewhere(key)) {
                    problems.add(unknown(file, key, value));
                }
                own.put(listForm(key), value.text(), file.where(key, value));
            } else if (!key.startsWith("proxmox.")) {
                problems.add(unknown(file, key, value));
            }
        });
        return new ConfigFile(List.of(reference.layer(), own.build()), problems, openToOthers(file));
    }

    /** A list of one may be written without brackets. */
    private static String listForm(String key) {
        boolean list = KnownKey.of(key)
                .filter(known -> known.kind() == KnownKey.Kind.LIST)
                .isPresent();
        return list && !INDEX.matcher(key).find() ? key + "[0]" : key;
    }

    private static String unknown(YamlFile file, String key, YamlFile.Value value) {
        Matcher index = INDEX.matcher(key);
        String bare = index.replaceFirst("");
        Optional<String> near = KnownKey.nearest(key.startsWith("siderite.") ? bare : "siderite." + bare);
        return file.where(bare, value) + " is not a key of Siderite's"
                + near.map(name -> name.equals(bare) ? ": it takes no list" : ": did you mean " + name + "?")
                        .orElse(": remove it, or see the documented siderite.yaml");
    }

    private static List<String> openToOthers(YamlFile file) {
        boolean secret = file.values().keySet().stream()
                .anyMatch(key -> key.matches("proxmox\\.(password|tokenSecret)")
                        || KnownKey.of(key)
                                .filter(known -> known.kind() == KnownKey.Kind.SECRET && !key.endsWith("-file"))
                                .isPresent());
        try {
            boolean open = Files.getPosixFilePermissions(file.path()).contains(PosixFilePermission.OTHERS_READ);
            return secret && open
                    ? List.of(file.path() + " holds a secret and every user of this machine can read it: chmod 600 "
                            + file.path())
                    : List.of();
        } catch (IOException | UnsupportedOperationException _) {
            return List.of(); // no such permissions on this file system: nothing to say about them
        }
    }
}
