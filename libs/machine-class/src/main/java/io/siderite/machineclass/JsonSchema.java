package io.siderite.machineclass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Whole;
import java.util.List;

/**
 * The JSON schema of a class, draft 2020-12, as Omni takes it: its UI draws a form from the top-level {@code properties}
 * and wants a single {@code type} each; its validator knows no lookaheads.
 */
public final class JsonSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonSchema() {}

    /** The schema as JSON text. */
    public static String text() {
        var schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.setAll(object(Definition.KEYS));
        return schema.toPrettyString();
    }

    private static ObjectNode object(List<Key> keys) {
        var object = JSON.objectNode().put("type", "object");
        var properties = object.putObject("properties");
        keys.forEach(key -> properties.set(key.name(), property(key)));
        var required = keys.stream().filter(Key::required).map(Key::name).toList();
        if (!required.isEmpty()) {
            var names = object.putArray("required");
            required.forEach(names::add);
        }
        return object.put("additionalProperties", false);
    }

    private static ObjectNode property(Key key) {
        var property = JSON.objectNode();
        switch (key.type()) {
            case Whole whole ->
                property.put("type", "integer").put("minimum", whole.min()).put("maximum", whole.max());
            case Text text ->
                property.put("type", "string")
                        .put("pattern", text.pattern().pattern())
                        // Not of the standard: Omni shows it when the pattern does not match.
                        .put("x-pattern-message", "expected " + text.what() + ", such as " + text.example());
            case Choice choice -> {
                var values = property.put("type", "string").putArray("enum");
                choice.values().forEach(values::add);
            }
            case Switch _ -> property.put("type", "boolean");
            case Selector _ -> property.put("type", "string").put("maxLength", StorageSelector.MAX_SIZE);
            case Items items -> {
                property.put("type", "array").put("maxItems", items.max());
                property.set("items", object(items.keys()));
            }
        }
        property.put("description", description(key));
        if (key.fallback() != null) {
            property.set("default", fallback(key.fallback()));
        }
        return property;
    }

    private static String description(Key key) {
        return key.type() instanceof Whole whole && !whole.unit().isEmpty()
                ? key.doc() + " In " + whole.unit() + "."
                : key.doc();
    }

    private static JsonNode fallback(Object value) {
        return switch (value) {
            case Long number -> JSON.numberNode(number);
            case Boolean on -> JSON.booleanNode(on);
            default -> JSON.textNode(value.toString());
        };
    }
}
