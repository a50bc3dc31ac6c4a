package io.siderite.machineclass;

import static io.siderite.machineclass.Key.option;
import static io.siderite.machineclass.Key.optional;
import static io.siderite.machineclass.Key.required;

import io.siderite.machineclass.MachineClass.Compute;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Real;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Texts;
import io.siderite.machineclass.Type.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** CPU and memory. */
final class ComputeKeys {

    static final Key CORES = required("cores", new Whole(1, 1024, ""), "CPU cores per socket.", "`cores`");
    static final Key SOCKETS = optional("sockets", new Whole(1, 32, ""), 1L, "CPU sockets.", "`sockets`");
    static final Key MEMORY = required("memory", new Whole(1024, 4_178_944, "MiB"), "Memory.", "`memory`");
    static final Key BALLOON = optional(
            "balloon",
            new Switch(),
            false,
            "A balloon device, which tells the host how much memory the machine uses; the machine may have all of `memory`.",
            "`balloon`");
    // Commas and equal signs too: the reference provider hands on texts such as host,hidden=1.
    static final Key CPU_TYPE = optional(
            "cpu_type",
            new Text("^[A-Za-z0-9][A-Za-z0-9_.,=+;:-]{0,127}$", "a CPU type of Proxmox", "x86-64-v2-AES")
                    .checked(CpuNotation::type),
            "x86-64-v2-AES",
            "CPU type that the machine sees; what Proxmox lets a VM add may follow, as in `host,hidden=1`.",
            "`cpu`");
    static final Key CPU_FLAGS = optional(
            "cpu_flags",
            new Texts(
                    new Text(
                                    "^[+-][a-z0-9][a-z0-9._-]{0,31}(;[+-][a-z0-9][a-z0-9._-]{0,31})*$",
                                    "a CPU flag with + or - before it",
                                    "+aes")
                            .checked(CpuNotation::flags),
                    32),
            "CPU flags added to the type, or taken from it; several may stand in one text, as in `+aes;-pcid`. Proxmox lets"
                    + " a VM have " + flagNames() + ".",
            "`cpu` `flags`");
    static final Key CPU_LIMIT =
            option("cpu_limit", new Real(0, 128, ""), "cpulimit", "CPU time that it may take, in CPUs; 0: no limit.");
    static final Key CPU_UNITS = option(
            "cpu_units", new Whole(1, 262_144, ""), "cpuunits", "Its weight against other VMs when CPU time is short.");
    static final Key NUMA = optional("numa", new Switch(), false, "NUMA topology for the machine.", "`numa`");
    static final Key HUGEPAGES = option(
                    "hugepages",
                    new Choice(
                            List.of("2MB", "1GB", "any"), Map.of("2MB", "2", "1GB", "1024", "2", "2", "1024", "1024")),
                    "hugepages",
                    "Backs the memory with the host's huge pages; needs `numa: true`.")
            .rootOnly(_ -> true);
    static final Key AFFINITY = option(
                    "affinity",
                    new Text(
                                    "^[0-9]{1,4}(-[0-9]{1,4})?(,[0-9]{1,4}(-[0-9]{1,4})?)*$",
                                    "CPUs of the host, as numbers and ranges",
                                    "0-3,8")
                            .checked(Notations::cpuSet),
                    "affinity",
                    "CPUs of the host that it runs on.")
            .rootOnly(_ -> true);

    static final List<Key> KEYS = List.of(
            CORES, SOCKETS, MEMORY, BALLOON, CPU_TYPE, CPU_FLAGS, CPU_LIMIT, CPU_UNITS, NUMA, HUGEPAGES, AFFINITY);

    private ComputeKeys() {}

    static Compute read(Values top) {
        return new Compute(
                (int) top.whole(CORES),
                (int) top.whole(SOCKETS),
                top.whole(MEMORY) * MachineClass.MIB,
                top.on(BALLOON),
                top.text(CPU_TYPE),
                flags(top),
                top.on(NUMA),
                top.text(HUGEPAGES));
    }

    private static String flagNames() {
        return CpuNotation.FLAGS.stream().map(flag -> "`" + flag + "`").collect(Collectors.joining(", "));
    }

    /** One flag each, as they stand. */
    static List<String> flags(Values top) {
        return top.texts(CPU_FLAGS).stream()
                .flatMap(text -> Arrays.stream(text.split(";", -1)))
                .toList();
    }
}
