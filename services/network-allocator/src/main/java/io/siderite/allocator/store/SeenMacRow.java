package io.siderite.allocator.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** A MAC that Proxmox shows on a VM, ours or not. */
@Entity
@Table(name = "seen_mac")
@IdClass(SeenMacRow.Key.class)
public class SeenMacRow {

    @Id
    String cluster;

    @Id
    String node;

    @Id
    int vmid;

    @Id
    String mac;

    @Column(name = "request_id")
    String requestId;

    /** For Hibernate. */
    protected SeenMacRow() {}

    SeenMacRow(Key key, String requestId) {
        this.cluster = key.cluster();
        this.node = key.node();
        this.vmid = key.vmid();
        this.mac = key.mac();
        this.requestId = requestId;
    }

    Key key() {
        return new Key(cluster, node, vmid, mac);
    }

    /** What tells one from another. */
    public record Key(String cluster, String node, int vmid, String mac) implements Serializable {}
}
