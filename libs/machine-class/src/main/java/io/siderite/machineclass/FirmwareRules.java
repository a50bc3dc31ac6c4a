package io.siderite.machineclass;

import static io.siderite.machineclass.DeviceKeys.PCI_DEVICES;
import static io.siderite.machineclass.DeviceKeys.PCI_EXPRESS;
import static io.siderite.machineclass.DeviceKeys.PCI_PRIMARY;
import static io.siderite.machineclass.DeviceKeys.SERIAL;
import static io.siderite.machineclass.DeviceKeys.USB_DEVICES;
import static io.siderite.machineclass.DeviceKeys.USB_MAPPING;
import static io.siderite.machineclass.DeviceKeys.VGA;
import static io.siderite.machineclass.FirmwareKeys.BIOS;
import static io.siderite.machineclass.FirmwareKeys.EFI;
import static io.siderite.machineclass.FirmwareKeys.EFI_KEYS;
import static io.siderite.machineclass.FirmwareKeys.MACHINE_TYPE;
import static io.siderite.machineclass.FirmwareKeys.SECURE_BOOT;
import static io.siderite.machineclass.FirmwareKeys.TPM;
import static io.siderite.machineclass.FirmwareKeys.TPM_VERSION;

import java.util.HashMap;
import java.util.List;

/** What must hold between the keys of firmware and devices. */
final class FirmwareRules {

    static final List<Rule> RULES = List.of(
            new Rule("`pcie: true` needs `machine_type: q35`.", FirmwareRules::pcie),
            new Rule("At most one device has `primary_gpu: true`.", FirmwareRules::primary),
            new Rule("A USB mapping, which is one device of a node, is used once.", FirmwareRules::usbTwice),
            new Rule("`efi` needs `bios: ovmf`.", FirmwareRules::efi),
            new Rule(
                    "`secure_boot: true` takes no `bios: seabios`, no `machine_type: i440fx`, no `efi.pre_enrolled_keys: true`"
                            + " and no `tpm.version: v1.2`.",
                    FirmwareRules::secureBoot),
            new Rule("`vga: serial0` needs a `serial` port.", FirmwareRules::serial));

    private FirmwareRules() {}

    private static void pcie(Values top, List<Problem> problems) {
        if (!top.sound(PCI_DEVICES, MACHINE_TYPE, SECURE_BOOT)
                || FirmwareKeys.machineType(top).equals("q35")) {
            return;
        }
        var devices = top.items(PCI_DEVICES);
        for (int i = 0; i < devices.size(); i++) {
            var device = devices.get(i);
            if (device.sound(PCI_EXPRESS) && device.on(PCI_EXPRESS)) {
                problems.add(new Problem(
                        "pci_devices[" + i + "].pcie",
                        device.line(PCI_EXPRESS),
                        "machine_type: q35 beside a PCIe device",
                        "machine_type: i440fx" + (top.has(MACHINE_TYPE) ? "" : ", the default"),
                        "write machine_type: q35, or pcie: false"));
            }
        }
    }

    private static void primary(Values top, List<Problem> problems) {
        if (!top.sound(PCI_DEVICES)) {
            return;
        }
        var devices = top.items(PCI_DEVICES);
        int first = -1;
        for (int i = 0; i < devices.size(); i++) {
            var device = devices.get(i);
            if (!device.sound(PCI_PRIMARY) || !device.on(PCI_PRIMARY)) {
                continue;
            }
            if (first >= 0) {
                problems.add(new Problem(
                        "pci_devices[" + i + "].primary_gpu",
                        device.line(PCI_PRIMARY),
                        "one first display",
                        "a second, after pci_devices[" + first + "]",
                        "keep primary_gpu: true at one device"));
            } else {
                first = i;
            }
        }
    }

    private static void usbTwice(Values top, List<Problem> problems) {
        if (!top.sound(USB_DEVICES)) {
            return;
        }
        var seen = new HashMap<String, Integer>();
        var devices = top.items(USB_DEVICES);
        for (int i = 0; i < devices.size(); i++) {
            var device = devices.get(i);
            var before = device.sound(USB_MAPPING) ? seen.putIfAbsent(device.text(USB_MAPPING), i) : null;
            if (before != null) {
                problems.add(new Problem(
                        "usb_devices[" + i + "].mapping",
                        device.line(USB_MAPPING),
                        "each device once",
                        device.text(USB_MAPPING) + ", as in usb_devices[" + before + "]",
                        "name another mapping, or remove one of the two"));
            }
        }
    }

    private static void efi(Values top, List<Problem> problems) {
        if (top.sound(EFI, BIOS, SECURE_BOOT)
                && top.has(EFI)
                && !top.on(SECURE_BOOT)
                && FirmwareKeys.bios(top).equals("seabios")) {
            problems.add(new Problem(
                    "efi",
                    top.line(EFI),
                    "bios: ovmf beside it",
                    "bios: seabios" + (top.has(BIOS) ? "" : ", the default"),
                    "write bios: ovmf, or remove efi"));
        }
    }

    private static void secureBoot(Values top, List<Problem> problems) {
        if (!top.sound(SECURE_BOOT) || !top.on(SECURE_BOOT)) {
            return;
        }
        contradiction(top, BIOS, "seabios", "", "ovmf", problems);
        contradiction(top, MACHINE_TYPE, "i440fx", "", "q35", problems);
        if (top.sound(EFI)) {
            top.block(EFI).ifPresent(efi -> contradiction(efi, EFI_KEYS, true, "efi.", "false", problems));
        }
        if (top.sound(TPM)) {
            top.block(TPM).ifPresent(tpm -> contradiction(tpm, TPM_VERSION, "v1.2", "tpm.", "v2.0", problems));
        }
    }

    private static void contradiction(
            Values values, Key key, Object wrong, String path, String right, List<Problem> problems) {
        if (values.sound(key) && values.value(key).filter(wrong::equals).isPresent()) {
            problems.add(new Problem(
                    path + key.name(),
                    values.line(key),
                    key.name() + ": " + right + ", which secure_boot needs",
                    wrong.toString(),
                    "remove this key, or secure_boot"));
        }
    }

    private static void serial(Values top, List<Problem> problems) {
        if (top.sound(VGA, SERIAL)
                && top.has(VGA)
                && top.text(SERIAL).equals("none")
                && Notations.VGA.read(top.text(VGA)).getOrDefault("type", "").equals("serial0")) {
            problems.add(new Problem(
                    "vga",
                    top.line(VGA),
                    "a serial port for the display",
                    "serial: none",
                    "write serial: socket, or vga: std"));
        }
    }
}
