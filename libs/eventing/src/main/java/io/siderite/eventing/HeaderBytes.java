package io.siderite.eventing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A record's headers as the bytes of one column: count, then name and value of each. */
final class HeaderBytes {

    private HeaderBytes() {}

    static byte[] write(Headers headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Header[] all = headers.toArray();
            out.writeShort(all.length);
            for (Header header : all) {
                out.writeUTF(header.key());
                out.writeInt(header.value().length);
                out.write(header.value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static List<Header> read(byte[] bytes) {
        List<Header> headers = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readShort();
            for (int i = 0; i < count; i++) {
                String key = in.readUTF();
                headers.add(new RecordHeader(key, in.readNBytes(in.readInt())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a row's headers can't be read", e);
        }
        return headers;
    }
}
