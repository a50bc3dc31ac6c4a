package io.siderite.machineclass;

import static io.siderite.machineclass.Key.option;
import static io.siderite.machineclass.Key.optional;

import io.siderite.machineclass.MachineClass.Listing;
import io.siderite.machineclass.MachineClass.VmidRange;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the VM is listed and treated in Proxmox. */
final class ListingKeys {

    static final Key DESCRIPTION = optional(
            "description",
            // Proxmox keeps 8192; what Siderite writes below it takes some.
            new Text(
                    "^[^\\x00-\\x08\\x0b-\\x1f\\x7f]*$",
                    "text without control characters other than line breaks",
                    "Worker of the shop",
                    7168),
            "Text before Siderite's own block in the VM's notes.",
            "`description`");
    static final Key TAGS = optional(
            "tags",
            new Texts(
                    new Text("^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}$", "a tag of letters, digits, _ . + and -", "team-a"),
                    32),
            "Tags beside Siderite's own; Proxmox keeps them in lower case.",
            "`tags`");
    static final Key POOL = optional(
            "pool",
            new Text("^[A-Za-z0-9_.-]{1,64}(/[A-Za-z0-9_.-]{1,64}){0,2}$", "the name of a resource pool", "kubernetes"),
            "Resource pool that the VM is put into.",
            "`pool`");
    static final Key VMID_RANGE = optional(
            "vmid_range",
            new Text("^[1-9][0-9]{2,8}-[1-9][0-9]{2,8}$", "a range of VMIDs, from 100 to 999999999", "5300-5350")
                    .checked(ListingKeys::range),
            "VMIDs that the machines of the class get; absent: `siderite.provisioner.vmid-range`.",
            "`vmid`");
    static final Key STARTUP = option(
            "startup",
            new Text("^[a-z0-9=,]{1,60}$", "a startup order in Proxmox's notation", "order=1,up=30,down=60")
                    .checked(Notations.STARTUP::instead),
            "startup",
            "Order and delays at the start of the host, such as `order=1,up=30,down=60`.");
    static final Key PROTECTION = option(
            "protection",
            new Switch(),
            "protection",
            "Protects the VM from being removed by hand. Siderite lifts it when Omni lets the machine go.");
    static final Key ARGS = option(
                    "args",
                    new Text("^[^\\x00-\\x1f\\x7f]+$", "arguments of QEMU on one line", "-cpu host,+vmx", 4096),
                    "args",
                    "Further arguments of QEMU, at your own risk.")
            .rootOnly(_ -> true);

    static final List<Key> KEYS = List.of(DESCRIPTION, TAGS, POOL, VMID_RANGE, STARTUP, PROTECTION, ARGS);

    private ListingKeys() {}

    static Listing read(Values top) {
        return new Listing(
                top.texts(TAGS).stream()
                        .map(tag -> tag.toLowerCase(Locale.ROOT))
                        .toList(),
                top.text(DESCRIPTION),
                top.text(POOL),
                vmids(top));
    }

    static Optional<VmidRange> vmids(Values top) {
        return top.given(VMID_RANGE).map(ListingKeys::vmids);
    }

    private static VmidRange vmids(String range) {
        int dash = range.indexOf('-');
        return new VmidRange(Integer.parseInt(range.substring(0, dash)), Integer.parseInt(range.substring(dash + 1)));
    }

    private static Optional<String> range(String text) {
        var range = vmids(text);
        return range.first() <= range.last()
                ? Optional.empty()
                : Optional.of("write the smaller one first: " + range.last() + "-" + range.first());
    }
}
