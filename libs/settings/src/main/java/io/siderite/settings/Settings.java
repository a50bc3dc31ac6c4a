package io.siderite.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that was configured, from the strongest source that has it: command line, environment, file, default.
 *
 * @param keys configuration keys of the services ({@code siderite.omni.…}, {@code siderite.proxmox.…}) with their values,
 *     secrets among them: for a configuration source, never for a log
 * @param home the data directory, absolute
 * @param http where to serve the dashboard
 * @param notes sentences worth telling people, such as a file of secrets that everybody can read
 */
public record Settings(Map<String, String> keys, Path home, HttpPort http, List<String> notes) {

    /** Key of the configuration file's own path. */
    public static final String CONFIG_FILE = "siderite.config-file";

    private static final String HOME = "siderite.home";
    private static final String PORT = "siderite.http.port";

    public Settings {
        keys = Map.copyOf(keys);
        notes = List.copyOf(notes);
    }

    /** Without the values: some are secrets. */
    @Override
    public String toString() {
        return "Settings[keys=" + new TreeMap<>(keys).keySet() + ", home=" + home + ", http=" + http + "]";
    }

    /** What came of reading the configuration. */
    public sealed interface Reading {
        /** Complete enough to start. */
        record Complete(Settings settings) implements Reading {}

        /** Every problem as one sentence: where it is, what is wrong, what to do. */
        record Wrong(List<String> problems) implements Reading {}
    }

    /**
     * Reads all sources.
     *
     * @param options the parsed command line
     * @param environment such as {@link System#getenv()}
     * @param workingDirectory relative paths of the command line and the environment start here
     */
    public static Reading read(ProviderOptions options, Map<String, String> environment, Path workingDirectory) {
        List<String> problems = new ArrayList<>();
        Layer flags = options.asLayer(workingDirectory);
        ConfigFile file = configFile(options, environment, workingDirectory)
                .map(ConfigFile::read)
                .orElseGet(ConfigFile::none);
        problems.addAll(file.problems());
        Environment.Reading variables = Environment.read(environment, clustersOf(file.layers()), workingDirectory);
        problems.addAll(variables.problems());

        List<Layer> weakestFirst = new ArrayList<>(file.layers());
        weakestFirst.add(Environment.reference(environment, workingDirectory));
        weakestFirst.add(variables.layer());
        weakestFirst.add(flags);

        Map<String, Layer.Entry> merged = merge(weakestFirst, problems);
        problems.addAll(Requirements.check(merged));
        if (!problems.isEmpty()) {
            return new Reading.Wrong(problems);
        }
        Settings settings = of(merged, file.notes());
        return new Reading.Complete(configFile(options, environment, workingDirectory)
                .map(settings::readFrom)
                .orElse(settings));
    }

    private static Optional<Path> configFile(ProviderOptions options, Map<String, String> environment, Path directory) {
        if (options.configFile != null) {
            return Optional.of(directory.resolve(options.configFile));
        }
        String variable = environment.get("SIDERITE_CONFIG_FILE");
        if (variable != null && !variable.isBlank()) {
            return Optional.of(directory.resolve(variable));
        }
        Layer.Entry flag = options.asLayer(directory).entries().get(HOME);
        Path home = flag == null ? defaultHome() : directory.resolve(flag.value());
        return List.of(directory.resolve("siderite.yaml"), home.resolve("siderite.yaml")).stream()
                .filter(Files::exists)
                .findFirst();
    }

    /** Stronger layers replace what weaker ones said; a list is replaced whole, not item by item. */
    private static Map<String, Layer.Entry> merge(List<Layer> weakestFirst, List<String> problems) {
        Map<String, Layer.Entry> merged = new LinkedHashMap<>();
        for (Layer layer : weakestFirst) {
            Layer resolved = SecretFiles.resolve(layer, problems);
            resolved.entries().keySet().stream()
                    .filter(key -> key.endsWith("]"))
                    .map(key -> key.substring(0, key.lastIndexOf('[') + 1))
                    .distinct()
                    .forEach(list -> merged.keySet().removeIf(key -> key.startsWith(list)));
            merged.putAll(resolved.entries());
        }
        return merged;
    }

    private static Set<String> clustersOf(List<Layer> layers) {
        Set<String> names = new LinkedHashSet<>();
        layers.forEach(layer ->
                layer.entries().keySet().forEach(key -> KnownKey.clusterOf(key).ifPresent(names::add)));
        return names;
    }

    private static Settings of(Map<String, Layer.Entry> merged, List<String> notes) {
        Map<String, String> keys = new LinkedHashMap<>();
        merged.forEach((key, entry) -> keys.put(key, entry.value()));
        String home = keys.remove(HOME);
        String port = keys.remove(PORT);
        return new Settings(
                keys,
                home == null ? defaultHome() : Path.of(home),
                HttpPort.of(port == null ? Integer.toString(HttpPort.DEFAULT) : port)
                        .orElseThrow(),
                notes);
    }

    /** With the key by which services find the file again, to notice when it changes. */
    private Settings readFrom(Path file) {
        Map<String, String> all = new LinkedHashMap<>(keys);
        all.put(CONFIG_FILE, file.toAbsolutePath().normalize().toString());
        return new Settings(all, home, http, notes);
    }

    private static Path defaultHome() {
        return Path.of(System.getProperty("user.home"), ".siderite");
    }
}
