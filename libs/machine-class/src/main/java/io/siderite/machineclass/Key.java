package io.siderite.machineclass;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One key of a machine class: a row of {@link Definition}.
 *
 * @param fallback the value when the key is absent: a Long, Double, Boolean or String as {@code type} says; null: none
 * @param required whether a class without it is refused
 * @param doc a sentence for people
 * @param goesTo where in Proxmox, or in Siderite's choice of a place, the value ends up
 * @param option the parameter of Proxmox's create call that has this very value; empty: it goes there otherwise
 * @param rootOnly the values that Proxmox takes from root@pam with a password alone
 */
public record Key(
        String name,
        Type type,
        @Nullable Object fallback,
        boolean required,
        String doc,
        String goesTo,
        String option,
        Predicate<Object> rootOnly) {

    private static final Predicate<Object> NEVER = _ -> false;

    static Key required(String name, Type type, String doc, String goesTo) {
        return new Key(name, type, null, true, doc, goesTo, "", NEVER);
    }

    static Key optional(String name, Type type, String doc, String goesTo) {
        return new Key(name, type, null, false, doc, goesTo, "", NEVER);
    }

    static Key optional(String name, Type type, Object fallback, String doc, String goesTo) {
        return new Key(name, type, fallback, false, doc, goesTo, "", NEVER);
    }

    /** A key whose value is a parameter of Proxmox's as it stands. */
    static Key option(String name, Type type, String option, String doc) {
        return new Key(name, type, null, false, doc, "`" + option + "`", option, NEVER);
    }

    Key rootOnly(Predicate<Object> values) {
        return new Key(name, type, fallback, required, doc, goesTo, option, values);
    }

    /** Whether some of its values need root@pam. */
    public boolean mayNeedRoot() {
        return rootOnly != NEVER;
    }

    /** The keys of the mapping, or of each mapping of the list, that it holds; empty: it holds none. */
    public List<Key> inner() {
        return switch (type) {
            case Type.Block block -> block.keys();
            case Type.Items items -> items.keys();
            case Type.Whole _, Type.Real _, Type.Text _, Type.Texts _, Type.Choice _, Type.Switch _, Type.Selector _ ->
                List.of();
        };
    }
}
