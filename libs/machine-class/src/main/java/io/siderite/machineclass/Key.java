package io.siderite.machineclass;

import org.jspecify.annotations.Nullable;

/**
 * One key of a machine class: a row of {@link Definition}.
 *
 * @param fallback the value when the key is absent: a Long, Boolean or String as {@code type} says; null: none
 * @param required whether a class without it is refused
 * @param doc a sentence for people
 * @param goesTo where in Proxmox, or in Siderite's choice of a place, the value ends up
 */
public record Key(String name, Type type, @Nullable Object fallback, boolean required, String doc, String goesTo) {

    static Key required(String name, Type type, String doc, String goesTo) {
        return new Key(name, type, null, true, doc, goesTo);
    }

    static Key optional(String name, Type type, String doc, String goesTo) {
        return new Key(name, type, null, false, doc, goesTo);
    }

    static Key optional(String name, Type type, Object fallback, String doc, String goesTo) {
        return new Key(name, type, fallback, false, doc, goesTo);
    }
}
