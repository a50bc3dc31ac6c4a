package io.siderite.cli.check;

import io.siderite.proxmox.Connection;
import io.siderite.proxmox.Connection.Checked;
import io.siderite.proxmox.Connection.Credentials;
import io.siderite.proxmox.Connection.Trust;
import io.siderite.proxmox.IsoStorage;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.Version;
import io.siderite.proxmox.ProxmoxSettings;
import io.siderite.proxmox.RestProxmoxCluster;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a Proxmox cluster would serve us: its settings, each of its endpoints, then {@link ClusterCheck}. */
public final class ProxmoxCheck {

    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");

    private final String about;
    private final Connection connection;
    private final List<Finding> findings = new ArrayList<>();

    private ProxmoxCheck(String about, Connection connection) {
        this.about = about;
        this.connection = connection;
    }

    static List<Finding> of(String name, ProxmoxSettings.Cluster settings) {
        String about = "Proxmox cluster " + name;
        return switch (Connection.from(name, settings)) {
            case Checked.Wrong wrong ->
                wrong.problems().stream()
                        .map(why -> Finding.problem(about, why))
                        .toList();
            case Checked.Good good -> new ProxmoxCheck(about, good.connection()).run(IsoStorage.of(settings));
        };
    }

    /** Why no endpoint of the cluster serves us, a sentence each; none: one does. */
    public static List<String> problems(String name, ProxmoxSettings.Cluster settings) {
        return switch (Connection.from(name, settings)) {
            case Checked.Wrong wrong -> wrong.problems();
            case Checked.Good good -> {
                ProxmoxCheck check = new ProxmoxCheck(name, good.connection());
                yield check.endpoints()
                        ? List.of()
                        : check.findings.stream().map(Finding::text).toList();
            }
        };
    }

    private List<Finding> run(IsoStorage isoStorage) {
        if (connection.trust() instanceof Trust.Anybody) {
            findings.add(Finding.warning(
                    about,
                    "certificates are not verified (insecure-skip-verify): whoever sits in between can read the secret;"
                            + " set fingerprint or ca-file instead"));
        }
        if (endpoints()) {
            findings.addAll(ClusterCheck.of(
                    about,
                    RestProxmoxCluster.connect(connection),
                    switch (connection.credentials()) {
                        case Credentials.Token token -> token.id();
                        case Credentials.Password password -> password.user();
                    },
                    isoStorage));
        }
        return findings;
    }

    /** Each endpoint by itself; whether any serves us. */
    private boolean endpoints() {
        Map<URI, Outcome<Version>> asked = new LinkedHashMap<>();
        connection
                .endpoints()
                .forEach(uri ->
                        asked.put(uri, RestProxmoxCluster.connect(only(uri)).version()));
        boolean any = asked.values().stream().anyMatch(Outcome.Done.class::isInstance);
        asked.forEach((uri, version) -> findings.add(
                switch (version) {
                    case Outcome.Done<Version> done -> version(uri, done.value());
                    case Outcome.Denied<Version> denied ->
                        Finding.problem(about, uri + " answers, but does not let us in: " + denied.why());
                    case Outcome<Version> failed ->
                        new Finding(
                                any ? Finding.Level.WARNING : Finding.Level.PROBLEM, about, unreachable(uri, failed));
                }));
        return any;
    }

    private Connection only(URI uri) {
        return new Connection(
                connection.name(),
                List.of(uri),
                connection.credentials(),
                connection.trust(),
                connection.connectTimeout(),
                connection.requestTimeout(),
                connection.maxInFlight());
    }

    private Finding version(URI uri, Version version) {
        Matcher release = RELEASE.matcher(version.version());
        boolean old = release.matches()
                && Integer.parseInt(release.group(1)) * 100 + Integer.parseInt(release.group(2)) < 804;
        return old
                ? Finding.problem(about, uri + " is Proxmox VE " + version.version() + ": upgrade it to 8.4 or newer")
                : Finding.ok(about, uri + " is Proxmox VE " + version.version() + " and lets us in");
    }

    private String unreachable(URI uri, Outcome<Version> failed) {
        String why = failed.why().contains(uri.toString()) ? failed.why() : uri + ": " + failed.why();
        return why
                + PeerCertificate.of(uri, connection.connectTimeout())
                        .filter(shown -> !(connection.trust() instanceof Trust.Pinned pinned
                                && pinned.sha256().contains(shown.sha256())))
                        .map(shown -> (". It shows a certificate with the SHA-256 fingerprint %s, good until %s. When"
                                        + " `pvenode cert info` on that node says the same, set"
                                        + " siderite.proxmox.clusters.%s.fingerprint to it")
                                .formatted(shown.printed(), shown.ends(), connection.name()))
                        .orElse("");
    }
}
