package io.siderite.evaluator.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.proto.events.v1.NodeInventory;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** A node as it was last read. */
@Entity
@Table(name = "inventory")
@IdClass(InventoryRow.Key.class)
public class InventoryRow {

    @Id
    String cluster;

    @Id
    String node;

    @Column(name = "read_at")
    Instant readAt;

    byte[] snapshot;

    /** For Hibernate. */
    protected InventoryRow() {}

    InventoryRow(NodeInventory read) {
        this.cluster = read.getCluster();
        this.node = read.getNode();
        set(read);
    }

    final void set(NodeInventory read) {
        readAt = readAt(read);
        snapshot = read.toByteArray();
    }

    Key key() {
        return new Key(cluster, node);
    }

    NodeInventory read() {
        try {
            return NodeInventory.parseFrom(snapshot);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the row of node %s/%s can't be read".formatted(cluster, node), e);
        }
    }

    static Key keyOf(NodeInventory read) {
        return new Key(read.getCluster(), read.getNode());
    }

    // PostgreSQL keeps microseconds; what is compared with a row must not be finer.
    static Instant readAt(NodeInventory read) {
        return Instant.ofEpochSecond(
                read.getReadAt().getSeconds(), read.getReadAt().getNanos() / 1000 * 1000L);
    }

    /** What tells one from another. */
    public record Key(String cluster, String node) implements Serializable {}
}
