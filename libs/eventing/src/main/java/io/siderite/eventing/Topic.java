package io.siderite.eventing;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.List;

/**
 * One topic, as declared.
 *
 * @param name such as machine.requested
 * @param type full name of the protobuf message it carries
 * @param writer the one service that writes it
 * @param readers the services that read it
 * @param compacted whether only the last record of a key is kept
 * @param snapshot whether its events tell a machine's whole state, so that the last one is worth announcing again
 * @param parser reads the value of a record
 */
public record Topic(
        String name,
        String type,
        String writer,
        List<String> readers,
        boolean compacted,
        boolean snapshot,
        Parser<? extends Message> parser) {

    /** Where a reader puts what it can't read. */
    public String deadLetters(String reader) {
        return name + ".dlq." + reader;
    }
}
