package io.siderite.omni;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * How Omni is reached, as configuration keys. Nothing here is mandatory to start: what is missing is said by every call
 * ({@link OmniConnection#trouble()}), so that the dashboard can show it.
 */
@ConfigMapping(prefix = "siderite.omni")
public interface OmniSettings {

    /** Omni's API, such as {@code https://omni.example.com:443}; {@code http://} speaks plaintext. */
    Optional<String> endpoint();

    /** The infra provider's service account key, as Omni printed it (base64). Wins over the file. A secret. */
    Optional<String> serviceAccountKey();

    /** A file that holds the service account key. */
    Optional<String> serviceAccountKeyFile();

    /** The id this provider has in Omni; it must be the one the key was made for. */
    @WithDefault("proxmox")
    String providerId();

    /** Takes any certificate of Omni's. Whoever sits in between can then read and change everything. */
    @WithDefault("false")
    boolean insecureSkipVerify();

    /** PEM certificates to trust instead of the system's. */
    Optional<String> caFile();
}
