package io.siderite.machineclass;

import dev.cel.common.types.CelType;
import java.util.function.Function;

/**
 * A variable of a selector: a row of its {@link Vocabulary}.
 *
 * @param type as CEL checks it
 * @param doc words for people
 * @param of the value, of what the selector is asked about
 */
record Variable<F>(String name, CelType type, String doc, Function<F, Object> of) {

    /** The type as CEL writes it, such as {@code map(string, string)}. */
    String typeName() {
        return switch (type.kind()) {
            case LIST -> "list of strings";
            case MAP -> "map of strings";
            default -> type.name();
        };
    }
}
