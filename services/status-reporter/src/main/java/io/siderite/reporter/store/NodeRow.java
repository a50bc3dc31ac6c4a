package io.siderite.reporter.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.NodeInventory;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The last inventory of a Proxmox node, as it was announced. */
@Entity
@Table(name = "node")
public class NodeRow {

    @Id
    String key;

    @Column(nullable = false)
    String cluster;

    @Column(nullable = false)
    String node;

    @Column(nullable = false)
    boolean online;

    @Column(nullable = false)
    long revision;

    @Column(name = "read_at", nullable = false)
    Instant readAt;

    @Column(nullable = false)
    byte[] value;

    /** For Hibernate. */
    protected NodeRow() {}

    NodeRow(Event event, NodeInventory inventory) {
        this.key = event.key();
        take(event, inventory);
    }

    /** Takes an inventory over, unless it is older than what is known. */
    final void take(Event event, NodeInventory inventory) {
        if (value != null && event.revision() <= revision) {
            return;
        }
        cluster = inventory.getCluster();
        node = inventory.getNode();
        online = inventory.getOnline();
        revision = event.revision();
        readAt = inventory.hasReadAt()
                ? Instant.ofEpochSecond(
                        inventory.getReadAt().getSeconds(),
                        inventory.getReadAt().getNanos())
                : event.time();
        value = inventory.toByteArray();
    }

    /** The inventory. */
    public NodeInventory inventory() {
        try {
            return NodeInventory.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored inventory of " + key + " can't be read", e);
        }
    }
}
