package io.siderite.machineclass;

import static io.siderite.machineclass.Key.option;
import static io.siderite.machineclass.Key.optional;
import static io.siderite.machineclass.Key.required;

import io.siderite.machineclass.MachineClass.PciDevice;
import io.siderite.machineclass.MachineClass.UsbDevice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import java.util.List;

/** Devices of the host passed through, and small devices of the machine. */
final class DeviceKeys {

    private static final String MAPPING = "^[A-Za-z][A-Za-z0-9_-]+$";

    static final Key PCI_MAPPING = required(
            "mapping",
            new Text(MAPPING, "the name of a PCI resource mapping", "nvidia-gpu-1"),
            "Name of the resource mapping (Datacenter → Resource Mappings).",
            "`hostpci0`, … `mapping`");
    static final Key PCI_EXPRESS = optional(
            "pcie",
            new Switch(),
            false,
            "Passes it as a PCIe device; needs `machine_type: q35`.",
            "`hostpci0`, … `pcie`");
    static final Key PCI_PRIMARY = optional(
            "primary_gpu",
            new Switch(),
            false,
            "The machine's first display; at most one device.",
            "`hostpci0`, … `x-vga`");
    static final Key PCI_ROMBAR = optional(
            "rombar",
            new Switch(),
            "Whether the machine sees the device's ROM; absent: it does.",
            "`hostpci0`, … `rombar`");
    static final Key PCI_MDEV = optional(
            "mdev",
            new Text("^[A-Za-z0-9_-]{1,64}$", "a type of mediated device", "nvidia-63"),
            "Type of the mediated device (vGPU) made of it; absent: the whole device.",
            "`hostpci0`, … `mdev`");
    static final Key PCI_DEVICES = optional(
            "pci_devices",
            new Items(List.of(PCI_MAPPING, PCI_EXPRESS, PCI_PRIMARY, PCI_ROMBAR, PCI_MDEV), 16),
            "PCI devices of the host, by resource mapping.",
            "`hostpci0`, `hostpci1`, …");

    static final Key USB_MAPPING = required(
            "mapping",
            new Text(MAPPING, "the name of a USB resource mapping", "zigbee-stick"),
            "Name of the resource mapping (Datacenter → Resource Mappings).",
            "`usb0`, … `mapping`");
    static final Key USB3 = optional("usb3", new Switch(), false, "Whether it is a USB 3 device.", "`usb0`, … `usb3`");
    static final Key USB_DEVICES = optional(
            "usb_devices",
            new Items(List.of(USB_MAPPING, USB3), 14),
            "USB devices of the host, by resource mapping.",
            "`usb0`, `usb1`, …");

    static final Key VGA = option(
            "vga",
            new Text("^[a-z0-9=,-]{3,40}$", "a display in Proxmox's notation", "virtio,memory=64")
                    .checked(Notations.VGA::instead),
            "vga",
            "Display, such as `std`, `virtio,memory=64`, `serial0` or `none`; absent: Proxmox's default.");
    static final Key SERIAL = optional(
                    "serial",
                    new Text("^(socket|none|/dev/[A-Za-z0-9_./-]{1,100})$", "socket, none, or a /dev/…", "socket"),
                    "socket",
                    "Serial port: a socket for `qm terminal`, none, or a device of the host.",
                    "`serial0`")
            .rootOnly(value -> value.toString().startsWith("/dev/"));
    static final Key RNG = option(
            "rng",
            new Text(
                            "^[A-Za-z0-9_/=,]{3,80}$",
                            "a random number generator in Proxmox's notation",
                            "source=/dev/urandom")
                    .checked(Notations.RNG::instead),
            "rng0",
            "Random numbers from the host, such as `source=/dev/urandom,max_bytes=1024,period=1000`.");
    static final Key WATCHDOG = option(
            "watchdog",
            new Text("^[a-z0-9=,]{3,60}$", "a watchdog in Proxmox's notation", "model=i6300esb,action=reset")
                    .checked(Notations.WATCHDOG::instead),
            "watchdog",
            "Watchdog device, such as `model=i6300esb,action=reset`; Talos feeds it when its configuration says so.");

    static final List<Key> KEYS = List.of(PCI_DEVICES, USB_DEVICES, VGA, SERIAL, RNG, WATCHDOG);

    private DeviceKeys() {}

    static List<PciDevice> pci(Values top) {
        return top.items(PCI_DEVICES).stream()
                .map(pci -> new PciDevice(
                        pci.text(PCI_MAPPING),
                        pci.on(PCI_EXPRESS),
                        pci.on(PCI_PRIMARY),
                        pci.value(PCI_ROMBAR).map(Boolean.class::cast),
                        pci.text(PCI_MDEV)))
                .toList();
    }

    static List<UsbDevice> usb(Values top) {
        return top.items(USB_DEVICES).stream()
                .map(usb -> new UsbDevice(usb.text(USB_MAPPING), usb.on(USB3)))
                .toList();
    }
}
