package io.siderite.eventing;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An event decided but not yet on the bus, as a row of its writer's schema. */
@Entity
@Table(name = "outbox")
public class OutboxRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(nullable = false)
    String topic;

    @Column(nullable = false)
    String key;

    @Column(nullable = false)
    byte[] headers;

    @Column(nullable = false)
    byte[] value;

    /** For Hibernate. */
    protected OutboxRow() {}

    OutboxRow(ProducerRecord<String, byte[]> record) {
        this.topic = record.topic();
        this.key = record.key();
        this.headers = HeaderBytes.write(record.headers());
        this.value = record.value();
    }

    OutboxRow(SnapshotRow snapshot) {
        this.topic = snapshot.topic;
        this.key = snapshot.key;
        this.headers = snapshot.headers;
        this.value = snapshot.value;
    }

    ProducerRecord<String, byte[]> record() {
        return new ProducerRecord<>(topic, null, key, value, HeaderBytes.read(headers));
    }
}
