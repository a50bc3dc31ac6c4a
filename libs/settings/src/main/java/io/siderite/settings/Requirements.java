package io.siderite.settings;

import io.siderite.networks.Networks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a configuration must have before it is worth starting, and which values its keys take. */
final class Requirements {

    private Requirements() {}

    /** Each failing as one sentence; none when the configuration can be used. */
    static List<String> check(Map<String, Layer.Entry> merged) {
        List<String> problems = new ArrayList<>();
        merged.forEach((key, entry) -> checkValue(key, entry, problems));
        if (!merged.containsKey("siderite.omni.endpoint")) {
            problems.add("Omni's endpoint is missing: set siderite.omni.endpoint in siderite.yaml, OMNI_ENDPOINT or"
                    + " --omni-api-endpoint to the URL of Omni's API, such as https://omni.example.com");
        }
        if (!merged.containsKey("siderite.omni.service-account-key")) {
            problems.add("The infra provider's key is missing: set siderite.omni.service-account-key(-file) in"
                    + " siderite.yaml, OMNI_SERVICE_ACCOUNT_KEY(_FILE) or --omni-service-account-key to what Omni"
                    + " printed when the infra provider was created");
        }
        checkClusters(merged.keySet(), problems);
        checkNetworks(merged, problems);
        return problems;
    }

    /** The networks' own rules, with the places where the keys stand. */
    private static void checkNetworks(Map<String, Layer.Entry> merged, List<String> problems) {
        Map<String, String> values = new LinkedHashMap<>();
        merged.forEach((key, entry) -> values.put(key, entry.value()));
        switch (Networks.parse(values)) {
            case Networks.Parsing.Parsed _ -> {}
            case Networks.Parsing.Wrong wrong ->
                wrong.problems().forEach(problem -> {
                    Layer.@Nullable Entry entry = merged.get(problem.key());
                    problems.add((entry == null ? problem.key() : entry.where()) + " " + problem.what());
                });
        }
    }

    private static void checkClusters(Set<String> keys, List<String> problems) {
        Set<String> clusters = new LinkedHashSet<>();
        keys.forEach(key -> KnownKey.clusterOf(key).ifPresent(clusters::add));
        if (clusters.isEmpty()) {
            problems.add("No Proxmox cluster is configured: add one below siderite.proxmox.clusters in siderite.yaml,"
                    + " or give --config-file with a proxmox: block");
        }
        for (String cluster : clusters) {
            String prefix = KnownKey.CLUSTERS + cluster + ".";
            if (!keys.contains(prefix + "endpoints[0]")) {
                problems.add("The Proxmox cluster " + cluster + " has no endpoint: set " + prefix
                        + "endpoints to the URLs of its nodes, such as https://pve1.example.com:8006");
            }
            boolean token = keys.contains(prefix + "token-id") && keys.contains(prefix + "token-secret");
            boolean password = keys.contains(prefix + "username") && keys.contains(prefix + "password");
            if (!token && !password) {
                problems.add("The Proxmox cluster " + cluster + " has no credentials: set token-id and"
                        + " token-secret(-file), or username and password(-file), below " + KnownKey.CLUSTERS
                        + cluster);
            }
        }
    }

    private static void checkValue(String key, Layer.Entry entry, List<String> problems) {
        KnownKey.of(key)
                .map(known -> expectation(known.kind(), entry.value()))
                .filter(expected -> !expected.isEmpty())
                .ifPresent(expected ->
                        problems.add(entry.where() + " is \"" + entry.value() + "\": it must be " + expected));
    }

    /** What the value should be; empty when it is. */
    private static String expectation(KnownKey.Kind kind, String value) {
        return switch (kind) {
            case TEXT, LIST, FILE, SECRET -> "";
            case SWITCH -> value.matches("true|false") ? "" : "true or false";
            case NUMBER -> value.matches("\\d{1,6}") ? "" : "a number";
            case DURATION -> value.matches("\\d+(ms|s|m|h)") ? "" : "a time such as 500ms, 30s or 2m";
            case PORT -> HttpPort.of(value).isPresent() ? "" : "a port from 0 (any free one) to 65535, or next-free";
        };
    }
}
