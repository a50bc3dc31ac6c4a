package io.siderite.eventing;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The last event that a service published of an unfinished machine, as a row of its schema. */
@Entity
@Table(name = "snapshot")
public class SnapshotRow {

    @Id
    String key;

    @Column(nullable = false)
    String topic;

    @Column(nullable = false)
    long revision;

    @Column(nullable = false)
    byte[] headers;

    @Column(nullable = false)
    byte[] value;

    /** For Hibernate. */
    protected SnapshotRow() {}
}
