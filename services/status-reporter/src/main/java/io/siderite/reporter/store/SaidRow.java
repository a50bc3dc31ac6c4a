package io.siderite.reporter.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.siderite.eventing.Topic;
import io.siderite.eventing.Topics;
import io.siderite.reporter.core.Facts;
import io.siderite.reporter.core.Said;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The last record of a topic about a machine, as it was announced. */
@Entity
@Table(name = "said")
@IdClass(SaidRow.Id.class)
public class SaidRow {

    private static final Map<String, Parser<? extends Message>> PARSERS = Topics.declared().all().stream()
            .collect(Collectors.toUnmodifiableMap(t -> "siderite.events.v1." + t.type(), Topic::parser));

    @jakarta.persistence.Id
    @Column(name = "request_id")
    String requestId;

    @jakarta.persistence.Id
    String type;

    @jakarta.persistence.Id
    String detail;

    @Column(nullable = false)
    long revision;

    @Column(nullable = false)
    Instant at;

    @Column(nullable = false)
    byte[] value;

    /** For Hibernate. */
    protected SaidRow() {}

    SaidRow(String requestId, Facts.Key key, Said<?> said) {
        this.requestId = requestId;
        this.type = key.type();
        this.detail = key.detail();
        take(said);
    }

    Facts.Key key() {
        return new Facts.Key(type, detail);
    }

    void take(Said<?> said) {
        revision = said.revision();
        at = said.at();
        value = said.data().toByteArray();
    }

    Said<?> said() {
        Parser<? extends Message> parser =
                Objects.requireNonNull(PARSERS.get(type), () -> "no topic carries the stored type " + type);
        try {
            return new Said<>(revision, at, parser.parseFrom(value));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored " + type + " of " + requestId + " can't be read", e);
        }
    }

    /** What a record is the last of. */
    public record Id(String requestId, String type, String detail) implements Serializable {}
}
