package io.siderite.omnisim.cosi;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** A position in the state's history, as it travels: eight bytes, big endian. Pure. */
final class Bookmark {

    private Bookmark() {}

    static ByteString of(long sequence) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip());
    }

    /** The position; empty when the bytes are no bookmark. */
    static OptionalLong parse(ByteString bytes) {
        return bytes.size() == Long.BYTES
                ? OptionalLong.of(bytes.asReadOnlyByteBuffer().getLong())
                : OptionalLong.empty();
    }
}
