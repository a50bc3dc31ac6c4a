package io.siderite.omnisim.factory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The schematics that the factory knows. A schematic's id is the SHA-256 of its content. */
public final class Schematics {

    /** What came of a registration. */
    public sealed interface Registered {}

    /** It is known by this id now. */
    public record Known(String id) implements Registered {}

    /** The YAML is no schematic, and why. */
    public record Invalid(String why) implements Registered {}

    record Schematic(@Nullable Overlay overlay, @Nullable Customization customization) {}

    record Overlay(
            @Nullable String image,
            @Nullable String name,
            @Nullable Map<String, Object> options) {}

    record Customization(
            @Nullable List<String> extraKernelArgs,
            @Nullable List<Meta> meta,
            @Nullable SystemExtensions systemExtensions,
            @JsonProperty("secureboot") @Nullable SecureBoot secureBoot) {}

    record Meta(int key, String value) {}

    record SystemExtensions(@Nullable List<String> officialExtensions) {}

    record SecureBoot(boolean includeWellKnownCertificates) {}

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final Map<String, String> known = new ConcurrentHashMap<>();

    /** Registers a schematic; fields that a schematic does not have are refused. */
    public Registered register(byte[] yaml) {
        try {
            var schematic = YAML.readValue(yaml, Schematic.class);
            var canonical = CANONICAL.writeValueAsBytes(schematic);
            var id = Sha256.hex(canonical);
            known.put(id, new String(yaml, java.nio.charset.StandardCharsets.UTF_8));
            return new Known(id);
        } catch (JacksonException broken) {
            return new Invalid("yaml: unmarshal errors: " + broken.getOriginalMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whether a schematic of this id was registered. */
    public boolean isKnown(String id) {
        return known.containsKey(id);
    }

    /** The registered schematics as they came, by id. */
    public Map<String, String> all() {
        return Map.copyOf(known);
    }
}
