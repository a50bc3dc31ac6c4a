package io.siderite.machineclass;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Proxmox's notation of a VM's CPU: {@code type,property=value} and flags. In the configuration of a VM it takes less than in
 * that of a CPU model of one's own, where any flag of QEMU's may stand.
 */
final class CpuNotation {

    /** Every flag that a VM may have of its own, whatever its type; {@code nested-virt} since Proxmox VE 9.1. */
    static final List<String> FLAGS = List.of(
            "aes",
            "amd-no-ssb",
            "amd-ssbd",
            "hv-evmcs",
            "hv-tlbflush",
            "ibpb",
            "md-clear",
            "nested-virt",
            "pcid",
            "pdpe1gb",
            "spec-ctrl",
            "ssbd",
            "virt-ssbd");

    private static final String FLAG_FORM = "[+-][A-Za-z0-9_.-]+";
    private static final Pattern BOOLEAN = Pattern.compile("(?i)0|1|off|on|no|yes|false|true");

    /** What may follow the type, each with what its value may be. */
    private static final Map<String, Function<String, Optional<String>>> PROPERTIES = new LinkedHashMap<>();

    static {
        PROPERTIES.put("flags", CpuNotation::flags);
        PROPERTIES.put("guest-phys-bits", value -> number(value, 32, 64));
        PROPERTIES.put("hidden", value -> BOOLEAN.matcher(value).matches() ? Optional.empty() : Optional.of("0 or 1"));
        PROPERTIES.put(
                "hv-vendor-id",
                value -> value.matches("[A-Za-z0-9]{1,12}")
                        ? Optional.empty()
                        : Optional.of("at most 12 letters and digits"));
        PROPERTIES.put("level", value -> number(value, 0, 4_294_967_295L));
        PROPERTIES.put(
                "phys-bits",
                value -> value.equals("host")
                        ? Optional.empty()
                        : number(value, 8, 64).map(range -> "host, or " + range));
    }

    private CpuNotation() {}

    /** What to write instead of a type that Proxmox would not take; empty: it would, where it knows the type. */
    static Optional<String> type(String text) {
        var parts = List.of(text.split(",", -1));
        if (parts.getFirst().contains("=")) {
            return Optional.of("begin with the type, as in host,hidden=1");
        }
        var seen = new HashSet<String>();
        for (var part : parts.subList(1, parts.size())) {
            int sign = part.indexOf('=');
            var name = sign < 0 ? part : part.substring(0, sign);
            var wrong = property(name, sign < 0 ? Optional.empty() : Optional.of(part.substring(sign + 1)));
            if (wrong.isPresent()) {
                return wrong;
            }
            if (!seen.add(name)) {
                return Optional.of("give " + name + " once");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> property(String name, Optional<String> value) {
        if (name.equals("reported-model")) {
            return Optional.of("remove reported-model: Proxmox takes it in a CPU model of your own alone, which"
                    + " is custom-NAME here");
        }
        var rule = PROPERTIES.get(name);
        if (rule == null) {
            return Optional.of(Nearest.to(name, PROPERTIES.keySet())
                    .map(near -> "write " + near + "= for " + name)
                    .orElse("what may follow the type is " + String.join(", ", PROPERTIES.keySet())));
        }
        return value.isEmpty()
                ? Optional.of("write " + name + "=…")
                : rule.apply(value.get())
                        .map(right -> name.equals("flags") ? right : "write for " + name + " " + right);
    }

    /** What to write instead of flags, with {@code ;} between them, that Proxmox would not take for a VM. */
    static Optional<String> flags(String text) {
        return Arrays.stream(text.split(";", -1))
                .flatMap(flag -> flag(flag).stream())
                .findFirst();
    }

    private static Optional<String> flag(String flag) {
        if (!flag.matches(FLAG_FORM)) {
            return Optional.of("write each flag as in +aes");
        }
        var name = flag.substring(1);
        if (FLAGS.contains(name)) {
            return Optional.empty();
        }
        return Optional.of(Nearest.to(name, FLAGS)
                .map(near -> "write " + flag.charAt(0) + near + " for " + flag)
                .orElse("remove " + flag + ": for a VM Proxmox takes " + String.join(", ", FLAGS)
                        + ", and others in a CPU model of your own alone"));
    }

    private static Optional<String> number(String value, long min, long max) {
        return value.matches("[0-9]{1,10}") && Long.parseLong(value) >= min && Long.parseLong(value) <= max
                ? Optional.empty()
                : Optional.of("a whole number from " + min + " to " + max);
    }
}
