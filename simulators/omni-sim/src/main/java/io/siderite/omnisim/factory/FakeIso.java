package io.siderite.omnisim.factory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A file of 1 MiB that begins as an ISO 9660 image does and is always the same for the same name. Pure. */
final class FakeIso {

    private static final int SIZE = 1 << 20;
    private static final int SECTOR = 2048;
    private static final int VOLUME_DESCRIPTOR = 16 * SECTOR;

    private FakeIso() {}

    static byte[] of(String name) {
        var seed = Sha256.of(name.getBytes(StandardCharsets.UTF_8));
        var iso = ByteBuffer.allocate(SIZE);
        iso.position(18 * SECTOR);
        while (iso.remaining() >= seed.length) {
            iso.put(seed);
        }
        iso.put(VOLUME_DESCRIPTOR, descriptor(1));
        var volumeId = new byte[32];
        Arrays.fill(volumeId, (byte) ' ');
        iso.put(VOLUME_DESCRIPTOR + 40, volumeId);
        iso.put(VOLUME_DESCRIPTOR + 40, "TALOS".getBytes(StandardCharsets.US_ASCII));
        iso.put(VOLUME_DESCRIPTOR + SECTOR, descriptor(255));
        return iso.array();
    }

    private static byte[] descriptor(int type) {
        return new byte[] {(byte) type, 'C', 'D', '0', '0', '1', 1};
    }
}
