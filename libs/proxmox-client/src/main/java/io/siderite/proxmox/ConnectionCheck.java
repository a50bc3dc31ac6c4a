package io.siderite.proxmox;

import io.siderite.machineclass.SelectorResult;
import io.siderite.machineclass.StorageSelector;
import io.siderite.proxmox.Connection.Checked;
import io.siderite.proxmox.Connection.Credentials;
import io.siderite.proxmox.Connection.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the settings of one cluster and gathers everything that is wrong with them, so that people fix it in one go. */
final class ConnectionCheck {

    private static final Pattern TOKEN_ID = Pattern.compile("[^\\s:/!@]+@[A-Za-z][\\w.-]*![A-Za-z][\\w.-]*");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final String name;
    private final ProxmoxSettings.Cluster settings;
    private final List<String> problems = new ArrayList<>();

    ConnectionCheck(String name, ProxmoxSettings.Cluster settings) {
        this.name = name;
        this.settings = settings;
    }

    Checked check() {
        List<URI> endpoints = endpoints();
        Optional<Credentials> credentials = credentials();
        Optional<Trust> trust = trust();
        if (settings.maxInFlight() < 1) {
            problem("max-in-flight", "is " + settings.maxInFlight(), "give 1 or more; 8 is the default");
        }
        if (!settings.connectTimeout().isPositive()
                || !settings.requestTimeout().isPositive()) {
            problem("connect-timeout or request-timeout", "is not above zero", "give a duration such as 5s or 60s");
        }
        isoStorage();
        if (!problems.isEmpty() || credentials.isEmpty() || trust.isEmpty()) {
            return new Checked.Wrong(List.copyOf(problems));
        }
        return new Checked.Good(new Connection(
                name,
                endpoints,
                credentials.get(),
                trust.get(),
                settings.connectTimeout(),
                settings.requestTimeout(),
                settings.maxInFlight()));
    }

    private List<URI> endpoints() {
        List<URI> endpoints = new ArrayList<>();
        for (String text : settings.endpoints().orElse(List.of())) {
            endpoint(text.trim()).ifPresent(endpoints::add);
        }
        if (endpoints.isEmpty() && problems.isEmpty()) {
            problem("endpoints", "is missing", "give the URL of at least one node, such as https://pve1.example:8006");
        }
        return endpoints;
    }

    /** The base of a URL as people write it: with or without the API's path, which other tools want there. */
    private Optional<URI> endpoint(String text) {
        String fix = "write it as https://HOST:8006";
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null || uri.getScheme() == null) {
                problem("endpoints", "holds '" + text + "', which is not a URL with scheme and host", fix);
            } else if (uri.getUserInfo() != null) {
                problem("endpoints", "holds a URL with a user in it", "use token-id or username for that");
            } else if (!uri.getScheme().equals("https") && !uri.getScheme().equals("http")) {
                problem("endpoints", "holds '" + text + "', which is neither https nor http", fix);
            } else if (uri.getScheme().equals("http") && !settings.insecureSkipVerify()) {
                problem(
                        "endpoints",
                        "holds '" + text + "', which would send the secret in the clear",
                        fix + ", or set insecure-skip-verify=true in a lab");
            } else {
                return Optional.of(new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null));
            }
        } catch (URISyntaxException e) {
            problem("endpoints", "holds '" + text + "', which is not a URL (" + e.getReason() + ")", fix);
        }
        return Optional.empty();
    }

    private Optional<Credentials> credentials() {
        boolean token = settings.tokenId().isPresent();
        boolean user = settings.username().isPresent();
        if (token && user) {
            problem("token-id and username", "are both given", "keep one: a token, or a user for a ticket login");
            return Optional.empty();
        }
        if (token) {
            return token(settings.tokenId().get());
        }
        if (user) {
            return password(settings.username().get());
        }
        problem(
                "token-id",
                "is missing, and so is username",
                "give an API token (user@realm!name) and its token-secret");
        return Optional.empty();
    }

    private Optional<Credentials> token(String id) {
        if (!TOKEN_ID.matcher(id).matches()) {
            problem(
                    "token-id",
                    "'" + id + "' is not of the form user@realm!name",
                    "copy 'Token ID' from Datacenter > Permissions > API Tokens");
        }
        return secret("token-secret", settings.tokenSecret(), settings.tokenSecretFile())
                .map(secret -> new Credentials.Token(id, secret));
    }

    private Optional<Credentials> password(String username) {
        int at = username.lastIndexOf('@');
        Optional<String> realm = settings.realm();
        if (at > 0 && realm.isPresent() && !username.substring(at + 1).equals(realm.get())) {
            problem(
                    "realm",
                    "is '" + realm.get() + "', but username says '" + username.substring(at + 1) + "'",
                    "keep one of the two");
        }
        String user = at > 0 ? username : username + "@" + realm.orElse("pam");
        return secret("password", settings.password(), settings.passwordFile())
                .map(password -> new Credentials.Password(user, password));
    }

    private Optional<String> secret(String key, Optional<String> value, Optional<String> file) {
        if (value.isPresent() && file.isPresent()) {
            problem(key + " and " + key + "-file", "are both given", "keep one");
            return Optional.empty();
        }
        Optional<String> secret = file.isPresent() ? read(key + "-file", file.get()) : value;
        if (secret.isEmpty() && file.isEmpty()) {
            problem(key, "is missing", "set it, or name a file that holds it with " + key + "-file");
        } else if (secret.isPresent() && secret.get().isBlank()) {
            problem(file.isPresent() ? key + "-file" : key, "holds nothing", "put the secret there");
        }
        return secret.map(String::strip);
    }

    private Optional<Trust> trust() {
        int ways = (settings.caFile().isPresent() ? 1 : 0)
                + (settings.fingerprint().isPresent() ? 1 : 0)
                + (settings.insecureSkipVerify() ? 1 : 0);
        if (ways > 1) {
            problem(
                    "ca-file, fingerprint and insecure-skip-verify",
                    "contradict each other",
                    "keep one; without any the system's authorities are trusted");
            return Optional.empty();
        }
        if (settings.insecureSkipVerify()) {
            return Optional.of(new Trust.Anybody());
        }
        if (settings.caFile().isPresent()) {
            return read("ca-file", settings.caFile().get()).flatMap(this::authorities);
        }
        if (settings.fingerprint().isPresent()) {
            return fingerprints(settings.fingerprint().get());
        }
        return Optional.of(new Trust.System());
    }

    private Optional<Trust> authorities(String pem) {
        try {
            var certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            if (!certificates.isEmpty()) {
                return Optional.of(new Trust.Authorities(pem));
            }
            problem("ca-file", "holds no certificate", "give a PEM file, such as a copy of /etc/pve/pve-root-ca.pem");
        } catch (CertificateException e) {
            problem(
                    "ca-file",
                    "is not a PEM file of certificates (" + e.getMessage() + ")",
                    "give /etc/pve/pve-root-ca.pem");
        }
        return Optional.empty();
    }

    private Optional<Trust> fingerprints(List<String> texts) {
        List<String> prints = new ArrayList<>();
        for (String text : texts) {
            String print = text.replace(":", "").trim().toLowerCase(Locale.ROOT);
            if (SHA256.matcher(print).matches()) {
                prints.add(print);
            } else {
                problem(
                        "fingerprint",
                        "'" + text + "' is not a SHA-256 fingerprint (64 hexadecimal digits)",
                        "copy it from 'pvenode cert info' on the node");
            }
        }
        return Optional.of(new Trust.Pinned(List.copyOf(prints)));
    }

    private Optional<String> read(String key, String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)));
        } catch (IOException e) {
            problem(key, "names " + file + ", which can't be read (" + e + ")", "check the path and its permissions");
            return Optional.empty();
        }
    }

    private void isoStorage() {
        if (settings.isoStorage().isPresent() && settings.isoStorageSelector().isPresent()) {
            problem(
                    "iso-storage and iso-storage-selector",
                    "are both given",
                    "keep one: a storage's name, or an expression that chooses it on each node");
        }
        settings.isoStorageSelector().map(StorageSelector::compile).ifPresent(result -> {
            switch (result) {
                case SelectorResult.Compiled<StorageSelector> _ -> {}
                case SelectorResult.Refused<StorageSelector> refused ->
                    refused.faults()
                            .forEach(fault -> problem(
                                    "iso-storage-selector",
                                    "is wrong at " + fault.found() + "  instead",
                                    fault.instead()));
            }
        });
    }

    private void problem(String key, String what, String fix) {
        problems.add("siderite.proxmox.clusters." + name + ": " + key + " " + what + ": " + fix + ".");
    }
}
