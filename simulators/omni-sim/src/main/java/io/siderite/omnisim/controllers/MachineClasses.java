package io.siderite.omnisim.controllers;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Machine classes, and the check that Omni makes before it takes one: the provider data against the JSON schema that
 * the provider registered (draft 2020-12, formats not asserted, RE2 patterns).
 */
public final class MachineClasses {

    /** Whether a class exists. */
    public sealed interface Lookup {}

    /** It does. */
    public record Found(MachineClass machineClass) implements Lookup {}

    /** It does not, in Omni's words. */
    public record Missing(String why) implements Lookup {}

    /** What RE2 does not have: looking around and back references. */
    private static final Pattern NOT_RE2 = Pattern.compile("\\(\\?(?:=|!|<=|<!|>)|\\\\[1-9]");

    /** Loaded with the first class, as it takes longer than everything else at start. */
    private static final class Json {
        static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        static final ObjectMapper MAPPER = new ObjectMapper();
    }

    private final Providers providers;
    private final Map<String, MachineClass> classes = new ConcurrentHashMap<>();

    public MachineClasses(Providers providers) {
        this.providers = providers;
    }

    /** Takes a class, or refuses it with every problem. */
    public Verdict apply(String id, String providerId, String providerData) {
        var schema = providers.schema(providerId);
        if (schema.isEmpty()) {
            return Verdict.refused("infra provider with id \"" + providerId + "\" is not registered");
        }
        var problems = problems(schema.get(), providerData);
        if (!problems.isEmpty()) {
            return new Verdict.Refused(problems);
        }
        classes.put(id, new MachineClass(id, providerId, providerData));
        return Verdict.accepted();
    }

    /** Finds a class that was taken. */
    public Lookup get(String id) {
        return Optional.ofNullable(classes.get(id))
                .<Lookup>map(Found::new)
                .orElseGet(() -> new Missing("machine class \"" + id + "\" doesn't exist"));
    }

    /** The problems of provider data under a schema; none for an empty schema. Pure. */
    static List<String> problems(String schemaText, String providerData) {
        if (schemaText.isBlank()) {
            return List.of();
        }
        try {
            var schemaJson = Json.MAPPER.readTree(schemaText);
            var pattern = unsupportedPattern(schemaJson);
            if (pattern.isPresent()) {
                return List.of("failed to compile the provider's schema: error parsing regexp: "
                        + "invalid or unsupported Perl syntax: `" + pattern.get() + "`");
            }
            var yaml = providerData.isBlank() ? "{}" : providerData;
            return Json.SCHEMAS.getSchema(schemaJson).validate(yaml, InputFormat.YAML).stream()
                    .map(error -> words(schemaJson, error))
                    .distinct()
                    .toList();
        } catch (JacksonException | SchemaException broken) {
            return List.of("failed to read schema or provider data: " + broken.getMessage());
        }
    }

    private static Optional<String> unsupportedPattern(JsonNode schema) {
        for (var entry : schema.properties()) {
            var pattern = entry.getKey().equals("pattern") && entry.getValue().isString()
                    ? Optional.of(entry.getValue().stringValue())
                            .filter(text -> NOT_RE2.matcher(text).find())
                    : unsupportedPattern(entry.getValue());
            if (pattern.isPresent()) {
                return pattern;
            }
        }
        for (var element : schema.isArray() ? schema.values() : List.<JsonNode>of()) {
            var pattern = unsupportedPattern(element);
            if (pattern.isPresent()) {
                return pattern;
            }
        }
        return Optional.empty();
    }

    private static String words(JsonNode schema, Error error) {
        var location = error.getInstanceLocation().toString();
        var where = location.isEmpty() ? "provider data" : "provider data at " + location;
        return where + ": " + patternMessage(schema, error).orElseGet(error::getMessage);
    }

    /** The words that the schema has beside the pattern that did not match. */
    private static Optional<String> patternMessage(JsonNode schema, Error error) {
        if (!error.getKeyword().equals("pattern")) {
            return Optional.empty();
        }
        var location = error.getSchemaLocation().toString();
        var pointer = JsonPointer.compile(location.substring(location.indexOf('#') + 1));
        return Optional.ofNullable(pointer.head())
                .map(schema::at)
                .map(beside -> beside.path("x-pattern-message"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
    }
}
