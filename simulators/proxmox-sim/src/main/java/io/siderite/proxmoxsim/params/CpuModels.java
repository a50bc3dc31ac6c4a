package io.siderite.proxmoxsim.params;

import java.util.Map;
import java.util.Set;

/** The CPU of a VM: built-in models and the flags a VM may set. */
final class CpuModels {
    private static final Set<String> MODELS = Set.of(
            ("host max kvm64 kvm32 qemu64 qemu32 x86-64-v2 x86-64-v2-AES x86-64-v3 x86-64-v4 486 pentium pentium2"
                            + " pentium3 core2duo coreduo Conroe Penryn Nehalem Nehalem-IBRS Westmere Westmere-IBRS"
                            + " SandyBridge SandyBridge-IBRS IvyBridge IvyBridge-IBRS Haswell Haswell-IBRS"
                            + " Haswell-noTSX Haswell-noTSX-IBRS Broadwell Broadwell-IBRS Broadwell-noTSX"
                            + " Broadwell-noTSX-IBRS Skylake-Client Skylake-Client-IBRS Skylake-Client-noTSX-IBRS"
                            + " Skylake-Client-v4 Skylake-Server Skylake-Server-IBRS Skylake-Server-noTSX-IBRS"
                            + " Cascadelake-Server Cascadelake-Server-noTSX Cooperlake Icelake-Client Icelake-Server"
                            + " SapphireRapids GraniteRapids SierraForest KnightsMill athlon phenom Opteron_G1"
                            + " Opteron_G2 Opteron_G3 Opteron_G4 Opteron_G5 EPYC EPYC-IBPB EPYC-Rome EPYC-Milan"
                            + " EPYC-Genoa")
                    .split(" "));

    private static final String FLAG =
            "[+-](?:nested-virt|md-clear|pcid|spec-ctrl|ssbd|ibpb|virt-ssbd|amd-ssbd|amd-no-ssb|pdpe1gb|hv-tlbflush"
                    + "|hv-evmcs|aes)";

    private static final PropertyString KEYS = PropertyString.of(
            new Schema(Map.of())
                    .and("cputype", Property.text())
                    .and("hidden", Property.bool())
                    .and("hv-vendor-id", Property.text().matching("[a-zA-Z0-9]{1,12}"))
                    .and("flags", Property.text().matching("[+-][a-zA-Z0-9\\-_.]+(?:;[+-][a-zA-Z0-9\\-_.]+)*"))
                    .and("phys-bits", Property.text().matching("host|\\d{1,2}")),
            "cputype");

    static final Format FORMAT = (value, path) -> {
        Map<String, String> cpu = KEYS.parse(value, path);
        String model = cpu.getOrDefault("cputype", "kvm64");
        if (model.startsWith("custom-")) {
            throw new Format.BadFormat("Custom cputype '" + model.substring(7) + "' not found\n");
        }
        if (!MODELS.contains(model)) {
            throw new Format.BadFormat("Built-in cputype '" + model + "' is not defined (missing 'custom-' prefix?)\n");
        }
        String flags = cpu.get("flags");
        if (flags != null && !flags.matches(FLAG + "(?:;" + FLAG + ")*")) {
            throw new Format.BadFormat("VM-specific CPU flags must be a subset of: md-clear, pcid, spec-ctrl, ssbd,"
                    + " ibpb, virt-ssbd, amd-ssbd, amd-no-ssb, pdpe1gb, hv-tlbflush, hv-evmcs, aes\n");
        }
    };

    private CpuModels() {}
}
