package io.siderite.proxmoxsim.guest;

import io.siderite.proxmoxsim.params.Drives;
import io.siderite.proxmoxsim.params.Lists;
import io.siderite.proxmoxsim.params.VmOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes through the boot order, as SeaBIOS and OVMF do. */
final class Firmware {

    /**
     * What it found.
     *
     * @param device such as {@code ide2}; null when nothing can be booted
     * @param file the volume behind it
     * @param tried every device that was passed over, with the reason
     * @param notes what will bite later, though the machine boots now
     */
    record Found(@Nullable String device, String file, List<String> tried, List<String> notes) {}

    private Firmware() {}

    /**
     * Looks for something to boot.
     *
     * @param installed volumes that hold an installed system
     * @param notBootable volumes of ISOs without a boot record: the cidata
     */
    static Found boot(Map<String, String> config, Set<String> installed, Set<String> notBootable) {
        List<String> order = order(config);
        List<String> tried = new ArrayList<>();
        List<String> notes = notes(config, order);
        for (String device : order) {
            String value = config.get(device);
            if (value == null) {
                tried.add(device + " (not there)");
            } else if (!Drives.isDrive(device)) {
                tried.add(device + " (nothing answers)");
            } else {
                Map<String, String> drive = Drives.parse(device, value);
                String file = drive.getOrDefault("file", "none");
                boolean bootable = Drives.isCdrom(drive)
                        ? Drives.volumeId(file) != null && !notBootable.contains(file)
                        : installed.contains(file);
                if (bootable) {
                    return new Found(device, file, tried, notes);
                }
                tried.add(device + (Drives.isCdrom(drive) ? " (not bootable)" : " (empty disk)"));
            }
        }
        return new Found(null, "", tried, notes);
    }

    private static List<String> order(Map<String, String> config) {
        String boot = config.get("boot");
        String order = boot == null ? null : VmOptions.BOOT.parseChecked(boot).get("order");
        return order == null ? List.of() : Lists.split(order);
    }

    private static List<String> notes(Map<String, String> config, List<String> order) {
        List<String> notes = new ArrayList<>();
        List<String> disks = new ArrayList<>();
        config.forEach((key, value) -> {
            if (Drives.isDrive(key)
                    && !key.startsWith("efidisk")
                    && !key.startsWith("tpmstate")
                    && !Drives.isCdrom(Drives.parse(key, value))) {
                disks.add(key);
            }
        });
        int iso = -1;
        for (int i = 0; i < order.size() && iso < 0; i++) {
            String value = config.get(order.get(i));
            if (value != null && Drives.isDrive(order.get(i)) && Drives.isCdrom(Drives.parse(order.get(i), value))) {
                iso = i;
            }
        }
        for (String disk : disks) {
            int at = order.indexOf(disk);
            if (at < 0) {
                notes.add(disk + " is not in the boot order: a system installed there never boots");
            } else if (iso >= 0 && at > iso) {
                notes.add(disk + " stands after " + order.get(iso) + " in the boot order: installed there, the"
                        + " machine boots the ISO again and halts");
            }
        }
        return notes;
    }
}
