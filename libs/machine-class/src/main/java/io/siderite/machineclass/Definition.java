package io.siderite.machineclass;

import java.util.List;

/**
 * The table of a machine class's keys. A new key is a new row in the file of its topic, a component of {@link
 * MachineClass}, and a line where it is used: the parser, the schema and the reference page follow by themselves. A key
 * that is an option of Proxmox's as it stands is a row alone.
 */
public final class Definition {

    /** Keys that belong together. */
    public record Topic(String title, List<Key> keys) {}

    /** In the order people meet them. */
    public static final List<Topic> TOPICS = List.of(
            new Topic("CPU and memory", ComputeKeys.KEYS),
            new Topic("Disks", DiskKeys.KEYS),
            new Topic("Network", NetworkKeys.KEYS),
            new Topic("Place", PlacingKeys.KEYS),
            new Topic("Firmware", FirmwareKeys.KEYS),
            new Topic("Devices", DeviceKeys.KEYS),
            new Topic("High availability", HaKeys.KEYS),
            new Topic("Listing and the rest", ListingKeys.KEYS));

    /** Every key of a class. */
    public static final List<Key> KEYS =
            TOPICS.stream().flatMap(topic -> topic.keys().stream()).toList();

    private Definition() {}
}
