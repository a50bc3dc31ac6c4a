package io.siderite.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Environment variables as configuration keys: {@code SIDERITE_OMNI_ENDPOINT}, {@code
 * SIDERITE_PROXMOX_CLUSTERS__HOME__TOKEN_ID}. A cluster's name is matched with those of the file; a new one is taken in lower
 * case with {@code _} as {@code -}.
 */
final class Environment {

    private static final Pattern CLUSTER = Pattern.compile("SIDERITE_PROXMOX_CLUSTERS__(.+?)__(.+)");
    private static final Pattern INDEX = Pattern.compile("_(\\d+)_$");
    /** Variables that begin so must name a key; others, such as a service's own, are not read here. */
    private static final List<String> OURS =
            List.of("SIDERITE_OMNI_", "SIDERITE_PROXMOX_", "SIDERITE_HTTP_", "SIDERITE_HOME");

    private final Set<String> clusters;
    private final Layer.Builder layer;
    private final List<String> problems = new ArrayList<>();

    private Environment(Set<String> clusters, Path workingDirectory) {
        this.clusters = new LinkedHashSet<>(clusters);
        this.layer = Layer.of("the environment", workingDirectory);
    }

    /** The layer, and the variables of ours that name nothing. */
    record Reading(Layer layer, List<String> problems) {}

    /** Reads all variables; {@code clusters} are the names already known, as they stand in keys. */
    static Reading read(Map<String, String> variables, Set<String> clusters, Path workingDirectory) {
        Environment environment = new Environment(clusters, workingDirectory);
        new TreeMap<>(variables).forEach(environment::add);
        return new Reading(environment.layer.build(), environment.problems);
    }

    /** The reference provider's two variables, and their secret from a file; any of ours wins over them. */
    static Layer reference(Map<String, String> variables, Path workingDirectory) {
        return Layer.of("the environment", workingDirectory)
                .put("siderite.omni.endpoint", variables.get("OMNI_ENDPOINT"), "OMNI_ENDPOINT")
                .put(
                        "siderite.omni.service-account-key",
                        variables.get("OMNI_SERVICE_ACCOUNT_KEY"),
                        "OMNI_SERVICE_ACCOUNT_KEY")
                .put(
                        "siderite.omni.service-account-key-file",
                        variables.get("OMNI_SERVICE_ACCOUNT_KEY_FILE"),
                        "OMNI_SERVICE_ACCOUNT_KEY_FILE")
                .build();
    }

    private void add(String variable, String value) {
        Matcher matcher = CLUSTER.matcher(variable);
        Optional<String> key = matcher.matches()
                ? keyOf(matcher.group(2), KnownKey.CLUSTERS + "<name>.")
                        .map(k -> k.replace("<name>", clusterNamed(matcher.group(1))))
                : keyOf(variable, "");
        if (key.isPresent()) {
            put(key.get(), value, variable);
        } else if (OURS.stream().anyMatch(variable::startsWith)) {
            problems.add("the environment variable " + variable + " is none of Siderite's: check its spelling"
                    + (variable.startsWith("SIDERITE_PROXMOX_")
                            ? " (a cluster's are SIDERITE_PROXMOX_CLUSTERS__<NAME>__<KEY>)"
                            : ""));
        }
    }

    /** A list may be one variable with commas. */
    private void put(String key, String value, String variable) {
        boolean list =
                KnownKey.of(key).filter(k -> k.kind() == KnownKey.Kind.LIST).isPresent();
        if (!list || key.endsWith("]")) {
            layer.put(key, value, variable);
            return;
        }
        String[] parts = value.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            layer.put(key + "[" + i + "]", parts[i], variable);
        }
    }

    private static Optional<String> keyOf(String variable, String prefix) {
        Matcher index = INDEX.matcher(variable);
        String bare = index.find() ? variable.substring(0, index.start()) : variable;
        String suffix = bare.equals(variable) ? "" : "[" + index.group(1) + "]";
        return KnownKey.ALL.stream()
                .filter(known -> known.name().startsWith(prefix))
                .<String>mapMulti((known, names) -> {
                    names.accept(known.name());
                    if (known.kind() == KnownKey.Kind.SECRET) {
                        names.accept(known.name() + "-file");
                    }
                })
                .filter(name -> KnownKey.environmentName(name.substring(prefix.length()))
                        .equals(bare))
                .findFirst()
                .map(name -> name + suffix)
                .filter(name -> prefix.isEmpty() != name.contains("<name>"));
    }

    private String clusterNamed(String variable) {
        return clusters.stream()
                .filter(name -> KnownKey.environmentName(name.replace("\"", "")).equals(variable))
                .findFirst()
                .orElseGet(() -> variable.toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
