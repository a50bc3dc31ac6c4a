package io.siderite.machineclass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.siderite.machineclass.Type.Block;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Real;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Texts;
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
        var property = of(key.type()).put("description", description(key));
        if (key.fallback() != null) {
            property.set("default", fallback(key.fallback()));
        }
        return property;
    }

    private static ObjectNode of(Type type) {
        var schema = JSON.objectNode();
        return switch (type) {
            case Whole whole ->
                schema.put("type", "integer").put("minimum", whole.min()).put("maximum", whole.max());
            case Real real ->
                schema.put("type", "number").put("minimum", real.min()).put("maximum", real.max());
            case Text text -> {
                schema.put("type", "string")
                        .put("pattern", text.pattern().pattern())
                        // Not of the standard: Omni shows it when the pattern does not match.
                        .put("x-pattern-message", "expected " + text.what() + ", such as " + text.example());
                yield text.max() > 0 ? schema.put("maxLength", text.max()) : schema;
            }
            case Texts texts -> {
                schema.put("type", "array").put("maxItems", texts.max());
                yield schema.<ObjectNode>set("items", of(texts.element()));
            }
            case Choice choice -> {
                var values = schema.put("type", "string").putArray("enum");
                choice.words().forEach(values::add);
                yield schema;
            }
            case Switch _ -> schema.put("type", "boolean");
            case Selector _ -> schema.put("type", "string").put("maxLength", SelectorCompiler.MAX_SIZE);
            case Block block -> object(block.keys());
            case Items items -> {
                schema.put("type", "array").put("maxItems", items.max());
                yield schema.<ObjectNode>set("items", object(items.keys()));
            }
        };
    }

    private static String description(Key key) {
        return switch (key.type()) {
            case Whole whole when !whole.unit().isEmpty() -> key.doc() + " In " + whole.unit() + ".";
            case Real real when !real.unit().isEmpty() -> key.doc() + " In " + real.unit() + ".";
            default -> key.doc();
        };
    }

    private static JsonNode fallback(Object value) {
        return switch (value) {
            case Long number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case Boolean on -> JSON.booleanNode(on);
            default -> JSON.textNode(value.toString());
        };
    }
}
