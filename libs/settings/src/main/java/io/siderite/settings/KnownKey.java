package io.siderite.settings;

import io.siderite.networks.Networks;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration key that people may set, in the command's file or the environment.
 *
 * @param name with {@code <name>} where a cluster's name stands, {@code <node>} and {@code <label>} likewise
 * @param kind what values it takes
 */
record KnownKey(String name, Kind kind) {

    static final String CLUSTERS = "siderite.proxmox.clusters.";

    /** What values a key takes. */
    enum Kind {
        TEXT,
        LIST,
        SWITCH,
        NUMBER,
        DURATION,
        PORT,
        /** A file of the reader's; relative paths are made absolute. */
        FILE,
        /** Never shown; may come from a file, by the same key with -file. */
        SECRET
    }

    /** Every key, in the order of the documentation. */
    static final List<KnownKey> ALL = List.of(
            new KnownKey("siderite.omni.endpoint", Kind.TEXT),
            new KnownKey("siderite.omni.service-account-key", Kind.SECRET),
            new KnownKey("siderite.omni.provider-id", Kind.TEXT),
            new KnownKey("siderite.omni.insecure-skip-verify", Kind.SWITCH),
            new KnownKey("siderite.omni.ca-file", Kind.FILE),
            new KnownKey("siderite.reporter.provider-name", Kind.TEXT),
            new KnownKey("siderite.reporter.provider-description", Kind.TEXT),
            new KnownKey(CLUSTERS + "<name>.endpoints", Kind.LIST),
            new KnownKey(CLUSTERS + "<name>.token-id", Kind.TEXT),
            new KnownKey(CLUSTERS + "<name>.token-secret", Kind.SECRET),
            new KnownKey(CLUSTERS + "<name>.username", Kind.TEXT),
            new KnownKey(CLUSTERS + "<name>.password", Kind.SECRET),
            new KnownKey(CLUSTERS + "<name>.realm", Kind.TEXT),
            new KnownKey(CLUSTERS + "<name>.ca-file", Kind.FILE),
            new KnownKey(CLUSTERS + "<name>.fingerprint", Kind.LIST),
            new KnownKey(CLUSTERS + "<name>.insecure-skip-verify", Kind.SWITCH),
            new KnownKey(CLUSTERS + "<name>.iso-storage", Kind.TEXT),
            new KnownKey(CLUSTERS + "<name>.iso-storage-selector", Kind.TEXT),
            new KnownKey(CLUSTERS + "<name>.nodes.<node>.labels.<label>", Kind.TEXT),
            new KnownKey(CLUSTERS + "<name>.connect-timeout", Kind.DURATION),
            new KnownKey(CLUSTERS + "<name>.request-timeout", Kind.DURATION),
            new KnownKey(CLUSTERS + "<name>.max-in-flight", Kind.NUMBER),
            new KnownKey("siderite.home", Kind.FILE),
            new KnownKey("siderite.http.port", Kind.PORT));

    /** Sections that a service reads and checks by itself: they go through unread. */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile("siderite\\.(watcher|evaluator|allocator|provisioner|reporter|gateway)\\..+");

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");
    private static final Pattern CLUSTER_KEY =
            Pattern.compile("siderite\\.proxmox\\.clusters\\.(\"[^\"]+\"|[^.\"]+)\\.(.+)");

    /** A label that somebody gave a node; both names are theirs. */
    private static final Pattern NODE_LABEL = Pattern.compile("^nodes\\.(\"[^\"]+\"|[^.\"]+)\\.labels\\..+$");

    /** Whether a key is read and checked elsewhere: by a service, or with the networks. */
    static boolean isReadElsewhere(String key) {
        return OF_A_SERVICE.matcher(key).matches() || Networks.isOfNetworks(key);
    }

    /** The known key that this concrete one (with a cluster's name, with an index) is an instance of. */
    static Optional<KnownKey> of(String key) {
        String pattern = patternOf(key);
        return ALL.stream().filter(known -> known.accepts(pattern, key)).findFirst();
    }

    private boolean accepts(String pattern, String key) {
        boolean indexed = INDEX.matcher(key).find();
        boolean matches = pattern.equals(name) || (kind == Kind.SECRET && pattern.equals(name + "-file"));
        return matches && (!indexed || kind == Kind.LIST);
    }

    /** The known key whose name is least unlike this one, with the cluster's own name in it, if any is near. */
    static Optional<String> nearest(String key) {
        String pattern = patternOf(key);
        return ALL.stream()
                .map(KnownKey::name)
                .min(Comparator.comparingInt(name -> distance(name, pattern)))
                .filter(name -> distance(name, pattern) <= Math.max(3, pattern.length() / 3))
                .map(name -> clusterOf(key).map(c -> name.replace("<name>", c)).orElse(name));
    }

    /** The cluster's name as it stands in a key of a cluster, with its quotes where it has some. */
    static Optional<String> clusterOf(String key) {
        Matcher matcher = CLUSTER_KEY.matcher(key);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** How a cluster's name is written inside a key: quoted unless it is plain. */
    static String quoted(String cluster) {
        return cluster.matches("[A-Za-z0-9_-]+") ? cluster : '"' + cluster + '"';
    }

    /** The name as an environment variable writes it: {@code siderite.omni.ca-file} is {@code SIDERITE_OMNI_CA_FILE}. */
    static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static String patternOf(String key) {
        String bare = INDEX.matcher(key).replaceFirst("");
        Matcher matcher = CLUSTER_KEY.matcher(bare);
        return matcher.matches()
                ? CLUSTERS + "<name>."
                        + NODE_LABEL.matcher(matcher.group(2)).replaceFirst("nodes.<node>.labels.<label>")
                : bare;
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
