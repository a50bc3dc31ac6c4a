package io.siderite.proxmoxsim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes small ISO 9660 images for the tests: one directory, Rock Ridge names. */
final class TestIso {
    private static final int SECTOR = 2048;

    private TestIso() {}

    /** A cidata image with these three files. */
    static byte[] cidata(String userData, String metaData, String networkConfig) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("user-data", userData);
        files.put("meta-data", metaData);
        files.put("network-config", networkConfig);
        return image("cidata", files);
    }

    static byte[] image(String label, Map<String, String> files) {
        int sectors = 19;
        Map<String, Integer> at = new LinkedHashMap<>();
        for (Map.Entry<String, String> f : files.entrySet()) {
            at.put(f.getKey(), sectors);
            sectors += f.getValue().getBytes(StandardCharsets.UTF_8).length / SECTOR + 1;
        }
        ByteBuffer b = ByteBuffer.allocate(sectors * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        b.position(16 * SECTOR);
        b.put((byte) 1).put("CD001".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
        b.position(16 * SECTOR + 40);
        b.put(String.format("%-32s", label).getBytes(StandardCharsets.US_ASCII));
        b.position(16 * SECTOR + 156);
        b.put(record(new byte[] {0}, 18, SECTOR, true, new byte[0]));
        b.position(17 * SECTOR);
        b.put((byte) 0xff).put("CD001".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
        b.position(18 * SECTOR);
        byte[] sp = {'S', 'P', 7, 1, (byte) 0xbe, (byte) 0xef, 0};
        b.put(record(new byte[] {0}, 18, SECTOR, true, sp));
        b.put(record(new byte[] {1}, 18, SECTOR, true, new byte[0]));
        int n = 0;
        for (Map.Entry<String, String> f : files.entrySet()) {
            byte[] content = f.getValue().getBytes(StandardCharsets.UTF_8);
            byte[] plain = ("FILE" + n++ + ".;1").getBytes(StandardCharsets.US_ASCII);
            int sector = at.getOrDefault(f.getKey(), 0);
            b.put(record(plain, sector, content.length, false, nm(f.getKey())));
            b.put(sector * SECTOR, content);
        }
        return b.array();
    }

    private static byte[] nm(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer b = ByteBuffer.allocate(text.length + 5);
        b.put((byte) 'N')
                .put((byte) 'M')
                .put((byte) b.capacity())
                .put((byte) 1)
                .put((byte) 0)
                .put(text);
        return b.array();
    }

    private static byte[] record(byte[] name, int sector, int length, boolean directory, byte[] use) {
        int pad = name.length % 2 == 0 ? 1 : 0;
        int size = 33 + name.length + pad + use.length;
        size += size % 2;
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0, (byte) size);
        b.putInt(2, sector).putInt(10, length);
        b.put(25, (byte) (directory ? 2 : 0));
        b.put(32, (byte) name.length);
        b.put(33, name);
        b.put(33 + name.length + pad, use);
        return b.array();
    }
}
