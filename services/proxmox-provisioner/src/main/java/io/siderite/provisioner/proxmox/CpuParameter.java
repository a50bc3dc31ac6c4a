package io.siderite.provisioner.proxmox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The {@code cpu} parameter: a type, or a type with properties of its own as a class may hand it, and flags. */
final class CpuParameter {

    // Of a VM: reported-model is for CPU models of one's own.
    private static final Set<String> PROPERTIES =
            Set.of("flags", "guest-phys-bits", "hidden", "hv-vendor-id", "level", "phys-bits");
    private static final Pattern FLAG = Pattern.compile("[+-][a-zA-Z0-9_.-]+");

    private CpuParameter() {}

    /**
     * @param type such as {@code host} or {@code host,hidden=1}
     * @param flags such as {@code +aes}
     */
    static PropertyString of(String type, List<String> flags) {
        List<String> parts = List.of(type.split(",", -1));
        PropertyString.Builder cpu = PropertyString.of(parts.getFirst());
        List<String> all = new ArrayList<>();
        for (String part : parts.subList(1, parts.size())) {
            int at = part.indexOf('=');
            String key = at < 0 ? part : part.substring(0, at);
            if (at < 0 || !PROPERTIES.contains(key)) {
                cpu.refuse("'" + part + "' is no property of a CPU: write TYPE,PROPERTY=VALUE with one of "
                        + PROPERTIES.stream().sorted().toList());
            } else if (key.equals("flags")) {
                all.addAll(Arrays.asList(part.substring(at + 1).split(";")));
            } else {
                cpu.with(key, part.substring(at + 1));
            }
        }
        all.addAll(flags);
        for (String flag : all) {
            if (!FLAG.matcher(flag).matches()) {
                cpu.refuse("'" + flag + "' is no CPU flag: write it as +aes or -pcid");
            }
        }
        return cpu.withAny("flags", String.join(";", all)).build();
    }
}
