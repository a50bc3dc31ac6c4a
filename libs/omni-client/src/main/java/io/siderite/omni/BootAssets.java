package io.siderite.omni;

import io.siderite.proto.management.BootAssetKind;
import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.specs.FeaturesConfigSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Finds the ISO that a machine boots. Newer releases of Omni tell where it is; for older ones it is where their image
 * factory is.
 */
public final class BootAssets {

    private static final String PLATFORM = "nocloud";
    private static final String PUBLIC_FACTORY = "https://factory.talos.dev";

    private final OmniState state;
    private final OmniManagement management;

    public BootAssets(OmniState state, OmniManagement management) {
        this.state = state;
        this.management = management;
    }

    /**
     * One image.
     *
     * @param talosVersion without a leading v
     * @param architecture amd64 or arm64
     */
    public record Image(String talosVersion, String architecture, boolean secureBoot) {}

    /** Registers the schematic and finds its image. {@link Answer.Unimplemented} for an Omni older than 1.8. */
    public Answer<BootAsset> iso(Schematic schematic, Image image) {
        return switch (management.createSchematic(schematic.yaml(), image.talosVersion())) {
            case Answer.Done<String> id -> iso(id.value(), image);
            case Answer.Unimplemented<String> old ->
                new Answer.Unimplemented<>("This Omni is older than 1.8, which providers need to register a schematic:"
                        + " upgrade Omni (" + old.why() + ")");
            case Answer<String> other -> other.failure();
        };
    }

    private Answer<BootAsset> iso(String schematicId, Image image) {
        var asked = management.bootAssetUrl(BootAssetURLRequest.newBuilder()
                .setTalosVersion(image.talosVersion())
                .setSchematicId(schematicId)
                .setStandaloneUrl(true)
                .setBootAssetKind(BootAssetKind.ISO)
                .setPlatform(PLATFORM)
                .setArchitecture(image.architecture())
                .setSecureBoot(image.secureBoot())
                .build());
        if (asked instanceof Answer.Unimplemented) {
            return factory().map(base -> ofFactory(base, schematicId, image));
        }
        return asked.then(found -> found.getUrl().isEmpty()
                        || found.getStorageKey().isEmpty()
                ? new Answer.Rejected<>("Omni told no URL or no storage key of the image")
                : new Answer.Done<>(new BootAsset(found.getUrl(), found.getHeadersMap(), found.getStorageKey())));
    }

    /** The image factory that this Omni uses; the public one where it names none. */
    private Answer<String> factory() {
        var config = state.get(Kinds.FEATURES_CONFIGS, Kinds.FEATURES_CONFIG_ID);
        if (config instanceof Answer.NotFound) {
            return new Answer.Done<>(PUBLIC_FACTORY);
        }
        return config.then(resource -> Specs.unpack(resource, FeaturesConfigSpec.parser()))
                .map(FeaturesConfigSpec::getImageFactoryBaseUrl)
                .map(base -> base.isEmpty() ? PUBLIC_FACTORY : base.replaceFirst("/+$", ""));
    }

    private static BootAsset ofFactory(String base, String schematicId, Image image) {
        var file = PLATFORM + "-" + image.architecture() + (image.secureBoot() ? "-secureboot" : "") + ".iso";
        var path = "image/" + schematicId + "/v" + image.talosVersion() + "/" + file;
        return new BootAsset(base + "/" + path, Map.of(), sha256(path));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
