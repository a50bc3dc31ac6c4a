package io.siderite.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of {@code run} and {@code check}, to be mixed into a picocli command. Names and meanings of the first
 * group are those of Omni's reference provider for Proxmox, so that its command line works unchanged.
 */
public final class ProviderOptions {

    @Option(
            names = "--omni-api-endpoint",
            paramLabel = "URL",
            description = "Omni's API, such as https://omni.example.com. Or OMNI_ENDPOINT.")
    @Nullable
    String omniApiEndpoint;

    @Option(
            names = "--omni-service-account-key",
            paramLabel = "KEY",
            description = "The infra provider's key from Omni; others on this machine can see it in the process list:"
                    + " better OMNI_SERVICE_ACCOUNT_KEY, OMNI_SERVICE_ACCOUNT_KEY_FILE or the file.")
    @Nullable
    String omniServiceAccountKey;

    @Option(
            names = "--omni-service-account-key-file",
            paramLabel = "FILE",
            description = "A file that holds the infra provider's key.")
    @Nullable
    String omniServiceAccountKeyFile;

    @Option(names = "--id", paramLabel = "ID", description = "The infra provider's id in Omni (default: proxmox).")
    @Nullable
    String id;

    @Option(names = "--provider-name", paramLabel = "NAME", description = "The provider's name as Omni shows it.")
    @Nullable
    String providerName;

    @Option(
            names = "--provider-description",
            paramLabel = "TEXT",
            description = "The provider's description as Omni shows it.")
    @Nullable
    String providerDescription;

    @Option(
            names = "--insecure-skip-verify",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            description = "Take any certificate of Omni's: for a lab alone.")
    @Nullable
    String insecureSkipVerify;

    @Option(
            names = {"--config-file", "--config"},
            paramLabel = "FILE",
            description = "siderite.yaml, or the reference provider's file with its proxmox: block."
                    + " Default: ./siderite.yaml, then siderite.yaml in the data directory.")
    @Nullable
    Path configFile;

    @Option(names = "--home", paramLabel = "DIR", description = "The data directory (default: ~/.siderite).")
    @Nullable
    String home;

    @Option(
            names = "--http-port",
            paramLabel = "PORT|next-free|0",
            description = "Port of dashboard, API, metrics and health on 127.0.0.1 (default: 8420).")
    @Nullable
    String httpPort;

    /** These options as configuration keys; what was not given is left out. */
    Layer asLayer(Path workingDirectory) {
        Layer.Builder layer = Layer.of("the command line", workingDirectory);
        layer.put("siderite.omni.endpoint", omniApiEndpoint, "--omni-api-endpoint");
        layer.put("siderite.omni.service-account-key", omniServiceAccountKey, "--omni-service-account-key");
        layer.put(
                "siderite.omni.service-account-key-file", omniServiceAccountKeyFile, "--omni-service-account-key-file");
        layer.put("siderite.omni.provider-id", id, "--id");
        layer.put("siderite.omni.insecure-skip-verify", insecureSkipVerify, "--insecure-skip-verify");
        layer.put("siderite.reporter.provider-name", providerName, "--provider-name");
        layer.put("siderite.reporter.provider-description", providerDescription, "--provider-description");
        layer.put("siderite.home", home, "--home");
        layer.put("siderite.http.port", httpPort, "--http-port");
        return layer.build();
    }
}
