package io.siderite.proxmoxsim.params;

import io.siderite.proxmoxsim.model.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The parameters a call takes. Anything else is refused. */
public record Schema(Map<String, Property> properties) {

    static final String UNKNOWN =
            "property is not defined in schema and the schema does not allow additional properties";

    /** Takes no parameters but those in the path. */
    public static final Schema NONE = new Schema(Map.of());

    /** With these as well. */
    public Schema and(String name, Property property) {
        Map<String, Property> more = new LinkedHashMap<>(properties);
        more.put(name, property);
        return new Schema(more);
    }

    /** With all of those as well. */
    public Schema and(Schema other) {
        Map<String, Property> more = new LinkedHashMap<>(properties);
        more.putAll(other.properties());
        return new Schema(more);
    }

    /** Refuses with everything that is wrong at once. */
    public void verify(Map<String, String> params) {
        Map<String, String> errors = check(params, "");
        if (!errors.isEmpty()) {
            throw Refusal.parameters(errors);
        }
    }

    /** What is wrong, parameter to text; {@code prefix} goes before every name. */
    Map<String, String> check(Map<String, String> params, String prefix) {
        Map<String, String> errors = new TreeMap<>();
        params.forEach((name, value) -> {
            Property p = properties.get(name);
            if (p == null) {
                errors.put(prefix + name, UNKNOWN);
                return;
            }
            p.check(value, prefix + name, errors);
            if (p.requires() != null && !params.containsKey(p.requires())) {
                errors.put(prefix + p.requires(), "missing property required by '" + prefix + name + "'");
            }
        });
        properties.forEach((name, p) -> {
            if (!p.optional() && !params.containsKey(name)) {
                errors.put(prefix + name, "property is missing and it is not optional");
            }
        });
        return errors;
    }
}
