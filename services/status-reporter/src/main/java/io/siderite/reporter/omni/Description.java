package io.siderite.reporter.omni;

import io.siderite.proto.specs.InfraProviderStatusSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Objects;

/**
 * How the provider describes itself in Omni.
 *
 * @param schema JSON schema of the provider data of a machine class
 * @param version of Siderite
 */
public record Description(String name, String description, String schema, String version) {

    private static final String ICON = "/siderite/icon.svg";

    InfraProviderStatusSpec spec() {
        return InfraProviderStatusSpec.newBuilder()
                .setSchema(schema)
                .setName(name)
                .setDescription(description)
                .setIcon(icon())
                .setVersion(version)
                .build();
    }

    private static String icon() {
        try (InputStream svg = Objects.requireNonNull(Description.class.getResourceAsStream(ICON), ICON)) {
            return Base64.getEncoder().encodeToString(svg.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
