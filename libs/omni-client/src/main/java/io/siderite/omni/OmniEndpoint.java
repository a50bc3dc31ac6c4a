package io.siderite.omni;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where Omni is and who we are there: everything that {@link OmniConnection} needs.
 *
 * @param uri https (TLS) or http (plaintext HTTP/2)
 * @param key signs every call
 * @param providerId our id in Omni
 * @param trust which certificates are taken; of no effect for http
 */
public record OmniEndpoint(URI uri, ServiceAccountKey key, String providerId, Trust trust) {

    /** Which certificates of Omni's are taken. */
    public sealed interface Trust {
        /** Those that the system's certificate authorities vouch for. */
        record System() implements Trust {}

        /** Those that the certificates of a PEM file vouch for. */
        record CaFile(Path pem) implements Trust {}

        /** Any. */
        record Anything() implements Trust {}
    }

    /** Reads the settings; {@link Answer.Rejected} names the key that is wrong and what to do. */
    public static Answer<OmniEndpoint> of(OmniSettings settings) {
        return uri(settings.endpoint().map(String::strip).orElse(""))
                .then(uri -> key(settings)
                        .then(key -> trust(settings)
                                .map(trust -> new OmniEndpoint(uri, key, settings.providerId(), trust))));
    }

    /** Host of the endpoint, as it is dialled. */
    String host() {
        return uri.getHost();
    }

    /** Port of the endpoint; 443 or 80 when it names none. */
    int port() {
        return uri.getPort() > 0 ? uri.getPort() : tls() ? 443 : 80;
    }

    /** True for https. */
    boolean tls() {
        return "https".equals(uri.getScheme());
    }

    /** Says that the key is another provider's than the configured one; empty when they agree or the key does not tell. */
    public Optional<String> disagreement() {
        return key.providerId()
                .filter(id -> !id.equals(providerId))
                .map(id -> ("the service account key is that of infra provider \"%s\", but siderite.omni.provider-id"
                                + " (--id) is \"%s\": use the id of the key, or the key of that provider")
                        .formatted(id, providerId));
    }

    private static Answer<URI> uri(String text) {
        if (text.isEmpty()) {
            return new Answer.Rejected<>("siderite.omni.endpoint is not set: give the URL of Omni's API, such as"
                    + " https://omni.example.com (OMNI_ENDPOINT)");
        }
        var why = "siderite.omni.endpoint \"" + text + "\" is not a URL of the form https://host[:port]";
        try {
            var uri = URI.create(text);
            var scheme = uri.getScheme();
            var usable = uri.getHost() != null && ("https".equals(scheme) || "http".equals(scheme));
            return usable ? new Answer.Done<>(uri) : new Answer.Rejected<>(why);
        } catch (IllegalArgumentException e) {
            return new Answer.Rejected<>(why + ": " + e.getMessage());
        }
    }

    private static Answer<ServiceAccountKey> key(OmniSettings settings) {
        var text = settings.serviceAccountKey().filter(key -> !key.isBlank());
        if (text.isPresent()) {
            return ServiceAccountKey.read(text.get());
        }
        var file = settings.serviceAccountKeyFile().filter(name -> !name.isBlank());
        if (file.isEmpty()) {
            return new Answer.Rejected<>("No service account key: set siderite.omni.service-account-key"
                    + " (OMNI_SERVICE_ACCOUNT_KEY) or siderite.omni.service-account-key-file to the key that Omni"
                    + " printed when the infra provider was created");
        }
        try {
            return ServiceAccountKey.read(Files.readString(Path.of(file.get())));
        } catch (IOException e) {
            return new Answer.Rejected<>("siderite.omni.service-account-key-file cannot be read: " + e);
        }
    }

    private static Answer<Trust> trust(OmniSettings settings) {
        if (settings.insecureSkipVerify()) {
            return new Answer.Done<>(new Trust.Anything());
        }
        var file = settings.caFile().filter(name -> !name.isBlank()).map(Path::of);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            return new Answer.Rejected<>("siderite.omni.ca-file " + file.get() + " cannot be read");
        }
        return new Answer.Done<>(file.<Trust>map(Trust.CaFile::new).orElseGet(Trust.System::new));
    }
}
