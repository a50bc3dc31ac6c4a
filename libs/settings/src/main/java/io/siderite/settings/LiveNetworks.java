package io.siderite.settings;

import io.siderite.networks.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The networks as the configuration file defines them now: it is read again when it has changed. One that can't be used
 * changes nothing until it is mended. Safe to be asked often and by several threads.
 */
public final class LiveNetworks {

    private static final Object GONE = "gone";

    private final Optional<Path> file;
    private Networks networks;
    private List<String> problems = List.of();
    private Object seen;

    /**
     * @param atStart as they were read with the whole configuration
     * @param file where they came from; empty: from nowhere that can change
     */
    public LiveNetworks(Networks atStart, Optional<Path> file) {
        this.networks = atStart;
        this.file = file;
        this.seen = file.map(LiveNetworks::version).orElse(GONE);
    }

    /** What is defined now. */
    public synchronized Networks current() {
        file.ifPresent(this::look);
        return networks;
    }

    /** What is wrong with the file as it is now, a sentence each; none when it is what {@link #current} says. */
    public synchronized List<String> problems() {
        return problems;
    }

    /** Where the file defines a network, for messages; empty where it does not, or can't be read now. */
    public Optional<String> where(String network) {
        String section = Networks.PREFIX + network + ".";
        return file.flatMap(path -> switch (YamlFile.read(path.toAbsolutePath())) {
            case YamlFile.Reading.Read read ->
                read.file().values().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(section))
                        .findFirst()
                        .map(entry -> read.file().where(entry.getKey(), entry.getValue()));
            case YamlFile.Reading.Wrong _ -> Optional.empty();
        });
    }

    private void look(Path path) {
        Object version = version(path);
        if (version.equals(seen) || version.equals(GONE)) {
            return;
        }
        seen = version;
        switch (YamlFile.read(path.toAbsolutePath())) {
            case YamlFile.Reading.Wrong wrong -> problems = wrong.problems();
            case YamlFile.Reading.Read read -> take(read.file());
        }
    }

    private void take(YamlFile read) {
        Map<String, String> keys = new TreeMap<>();
        read.values().forEach((key, value) -> keys.put(key, value.text()));
        switch (Networks.parse(keys)) {
            case Networks.Parsing.Parsed parsed -> {
                networks = parsed.networks();
                problems = List.of();
            }
            case Networks.Parsing.Wrong wrong -> {
                List<String> said = new ArrayList<>();
                wrong.problems().forEach(problem -> {
                    YamlFile.@Nullable Value value = read.values().get(problem.key());
                    said.add((value == null ? problem.key() : read.where(problem.key(), value)) + " " + problem.what());
                });
                problems = List.copyOf(said);
            }
        }
    }

    /** What is different after every change, as far as the file system tells. */
    private static Object version(Path path) {
        try {
            return List.of(Files.getLastModifiedTime(path), Files.size(path));
        } catch (IOException e) {
            // Being replaced at this moment, or gone: what was read last holds.
            return GONE;
        }
    }
}
