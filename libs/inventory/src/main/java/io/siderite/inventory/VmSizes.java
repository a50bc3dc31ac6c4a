package io.siderite.inventory;

import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a VM's configuration makes it, with Proxmox's defaults for what it does not say.
 *
 * @param memory bytes; 0: it is just being created, and says nothing yet
 * @param cpus vCPUs; 0 likewise
 */
record VmSizes(long memory, int cpus) {

    // A plain number, or the property form, such as current=2048.
    private static final Pattern MEMORY = Pattern.compile("(?:^|,)(?:current=)?(\\d{1,9})(?:,|$)");
    private static final Pattern COUNT = Pattern.compile("\\d{1,6}");
    private static final long DEFAULT_MEMORY = 512;

    static VmSizes of(VmConfig config) {
        if (config.uuid().isEmpty() && config.get("lock").equals("create")) {
            return new VmSizes(0, 0);
        }
        Matcher memory = MEMORY.matcher(config.get("memory"));
        long mebibytes = memory.find() ? Long.parseLong(memory.group(1)) : DEFAULT_MEMORY;
        int plugged = count(config, "vcpus", 0);
        return new VmSizes(
                mebibytes << 20, plugged > 0 ? plugged : count(config, "cores", 1) * count(config, "sockets", 1));
    }

    private static int count(VmConfig config, String key, int otherwise) {
        String value = config.get(key);
        return COUNT.matcher(value).matches() ? Integer.parseInt(value) : otherwise;
    }
}
