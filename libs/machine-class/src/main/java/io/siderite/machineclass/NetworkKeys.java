package io.siderite.machineclass;

import static io.siderite.machineclass.Key.optional;

import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Real;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Texts;
import io.siderite.machineclass.Type.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NICs and their addresses. */
final class NetworkKeys {

    private static final Type BRIDGE = new Text("^[A-Za-z0-9_.-]{1,15}$", "the name of a bridge", "vmbr0");
    private static final Type VLAN = new Whole(0, 4094, "");
    private static final Text ADDRESS =
            new Text("^[0-9A-Fa-f:.]{2,45}$", "an IPv4 or IPv6 address", "192.168.10.21").checked(Ip::instead);

    static final Key NETWORK_BRIDGE =
            optional("network_bridge", BRIDGE, "vmbr0", "Bridge of the first NIC.", "`net0` `bridge`");
    static final Key VLAN_TAG = optional("vlan", VLAN, 0L, "VLAN tag of the first NIC; 0: untagged.", "`net0` `tag`");
    static final Key NETWORK_FIREWALL = optional(
            "network_firewall",
            new Switch(),
            true,
            "Whether Proxmox's firewall stands before the first NIC.",
            "`net0` `firewall`");

    static final Key SUBNET = optional(
            "network_subnet",
            new Text("^[0-9A-Fa-f:.]{2,45}/[0-9]{1,3}$", "a subnet in CIDR notation", "192.168.10.0/24")
                    .checked(Subnet::instead),
            "Gives the first NIC a static address of this subnet, IPv4 or IPv6. Absent: a leased address where its bridge and"
                    + " VLAN are a storage network's, else DHCP.",
            "the address of `net0`");
    static final Key GATEWAY = optional(
            "network_gateway", ADDRESS, "Default gateway of the first NIC; absent: none.", "the address of `net0`");
    static final Key NAMESERVERS =
            optional("network_nameservers", new Texts(ADDRESS, 8), "DNS servers.", "the address of `net0`");
    static final Key STATIC_IP = optional(
            "network_ip",
            ADDRESS,
            "The one address, for a class with one machine; this or `network_base_ip`.",
            "the address of `net0`");
    static final Key BASE_IP = optional(
            "network_base_ip",
            ADDRESS,
            "First address of a range, leased lowest free first. The range is as long as `vmid_range`; without one it goes"
                    + " to the end of the subnet, or to the gateway.",
            "the address of `net0`");
    static final Key STATIC_MTU = optional(
            "network_mtu",
            new Whole(576, 65_520, "bytes"),
            "MTU of the first NIC's link inside the machine; IPv6 needs 1280.",
            "the address of `net0`");

    static final Key NIC_BRIDGE = optional(
            "bridge", BRIDGE, "Bridge of the NIC; may be absent with `network`, which has one.", "the NIC's `bridge`");
    static final Key NIC_NETWORK = optional(
            "network",
            new Text("^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$", "the name of a storage network, or none", "storage"),
            "Storage network that gives the NIC a leased address and its MTU. Absent: the one whose bridge and VLAN the NIC is"
                    + " on, if any; `none`: no address from Siderite, whatever its bridge.",
            "the address of the NIC");
    static final Key NIC_ADDRESS = optional(
            "address",
            ADDRESS,
            "The one address of `network` that it is to have, for a class with one machine.",
            "the address of the NIC");
    static final Key NIC_VLAN = optional("vlan", VLAN, 0L, "VLAN tag; 0: untagged.", "the NIC's `tag`");
    static final Key NIC_FIREWALL = optional(
            "firewall",
            new Switch(),
            false,
            "Whether Proxmox's firewall stands before the NIC.",
            "the NIC's `firewall`");
    static final Key NIC_MODEL = optional(
            "model",
            new Choice("virtio", "e1000", "e1000e", "rtl8139", "vmxnet3"),
            "virtio",
            "Device that the machine sees.",
            "the NIC's model");
    static final Key NIC_MTU = optional(
            "mtu",
            new Whole(1, 65_520, "bytes"),
            "MTU of the device; 1: the bridge's, else 576 or more. Absent: the storage network's, or the bridge's.",
            "the NIC's `mtu`");
    static final Key NIC_QUEUES =
            optional("queues", new Whole(0, 64, ""), "Packet queues; 0: one.", "the NIC's `queues`");
    static final Key NIC_RATE =
            optional("rate", new Real(0, 10_240, "MB/s"), "Limit of its traffic; 0: none.", "the NIC's `rate`");
    static final Key ADDITIONAL_NICS = optional(
            "additional_nics",
            new Items(
                    List.of(
                            NIC_BRIDGE,
                            NIC_NETWORK,
                            NIC_ADDRESS,
                            NIC_VLAN,
                            NIC_FIREWALL,
                            NIC_MODEL,
                            NIC_MTU,
                            NIC_QUEUES,
                            NIC_RATE),
                    31),
            "NICs after the first.",
            "`net1`, `net2`, …");

    static final List<Key> KEYS = List.of(
            NETWORK_BRIDGE,
            VLAN_TAG,
            NETWORK_FIREWALL,
            SUBNET,
            GATEWAY,
            NAMESERVERS,
            STATIC_IP,
            BASE_IP,
            STATIC_MTU,
            ADDITIONAL_NICS);

    private NetworkKeys() {}

    /** net0 first. */
    static List<Nic> read(Values top) {
        var nics = new ArrayList<Nic>();
        nics.add(new Nic(
                top.text(NETWORK_BRIDGE),
                (int) top.whole(VLAN_TAG),
                top.on(NETWORK_FIREWALL),
                "virtio",
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty()));
        top.items(ADDITIONAL_NICS).forEach(nic -> nics.add(nic(nic)));
        return nics;
    }

    private static Nic nic(Values nic) {
        return new Nic(
                nic.text(NIC_BRIDGE),
                (int) nic.whole(NIC_VLAN),
                nic.on(NIC_FIREWALL),
                nic.text(NIC_MODEL),
                nic.count(NIC_MTU).orElse(0),
                nic.count(NIC_QUEUES).orElse(0),
                nic.real(NIC_RATE).orElse(0.0),
                nic.given(NIC_NETWORK),
                nic.given(NIC_ADDRESS).map(address -> Ip.of(address).text()));
    }
}
