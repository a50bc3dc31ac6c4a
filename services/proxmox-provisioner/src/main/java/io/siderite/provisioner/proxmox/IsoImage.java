package io.siderite.provisioner.proxmox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An ISO 9660 image of a few small files in its root, with Rock Ridge so that they keep their lower-case names. Written
 * strictly by ECMA-119 and RRIP 1.09, byte for byte the same for the same files.
 */
final class IsoImage {

    private static final int SECTOR = 2048;
    private static final int DESCRIPTOR = 16;
    private static final int PATH_TABLE_LITTLE = 18;
    private static final int PATH_TABLE_BIG = 19;
    private static final int ROOT = 20;
    private static final int CONTINUATION = 21;
    private static final int FIRST_FILE = 22;
    private static final int PATH_TABLE_SIZE = 10;
    // 2026-01-01T00:00:00Z: a directory's time says nothing here, and the same files give the same image.
    private static final byte[] SHORT_TIME = {126, 1, 1, 0, 0, 0, 0};
    private static final String LONG_TIME = "2026010100000000";
    private static final int DIRECTORY_MODE = 0040555;
    private static final int FILE_MODE = 0100444;

    private IsoImage() {}

    private record Entry(String name, String isoName, int sector, byte[] content) {}

    /**
     * The image.
     *
     * @param label volume label
     * @param files name to content; at most a dozen, so that the root fits one sector
     */
    static byte[] of(String label, SortedMap<String, byte[]> files) {
        // ECMA-119 wants directory records in the order of the ISO names, which Rock Ridge does not show.
        SortedMap<String, Map.Entry<String, byte[]>> byIsoName = new TreeMap<>();
        files.entrySet().forEach(file -> byIsoName.put(isoName(file.getKey()), file));
        if (byIsoName.size() != files.size()) {
            throw new IllegalArgumentException("two names are the same in ISO 9660: " + files.keySet());
        }
        List<Entry> entries = new ArrayList<>();
        int sector = FIRST_FILE;
        for (Map.Entry<String, Map.Entry<String, byte[]>> named : byIsoName.entrySet()) {
            Map.Entry<String, byte[]> file = named.getValue();
            entries.add(new Entry(file.getKey(), named.getKey(), sector, file.getValue()));
            sector += Math.max(1, sectors(file.getValue().length));
        }
        ByteBuffer image = ByteBuffer.allocate(sector * SECTOR);
        at(image, DESCRIPTOR, primaryDescriptor(label, sector));
        at(image, DESCRIPTOR + 1, new byte[] {(byte) 255, 'C', 'D', '0', '0', '1', 1});
        at(image, PATH_TABLE_LITTLE, new byte[] {1, 0, ROOT, 0, 0, 0, 1, 0, 0, 0});
        at(image, PATH_TABLE_BIG, new byte[] {1, 0, 0, 0, 0, ROOT, 0, 1, 0, 0});
        at(image, ROOT, root(entries));
        at(image, CONTINUATION, extensionReference());
        entries.forEach(entry -> at(image, entry.sector, entry.content));
        return image.array();
    }

    private static void at(ByteBuffer image, int sector, byte[] bytes) {
        image.put(sector * SECTOR, bytes);
    }

    private static int sectors(int bytes) {
        return (bytes + SECTOR - 1) / SECTOR;
    }

    // 8.3 in capital letters.
    private static String isoName(String name) {
        String letters = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        return letters.substring(0, Math.min(8, letters.length())) + ".;1";
    }

    private static byte[] primaryDescriptor(String label, int sectors) {
        ByteBuffer d = ByteBuffer.allocate(SECTOR);
        d.put((byte) 1).put(ascii("CD001")).put((byte) 1).put((byte) 0);
        d.put(padded("LINUX", 32)).put(padded(label, 32)).put(new byte[8]);
        both32(d, sectors);
        d.put(new byte[32]);
        both16(d, 1);
        both16(d, 1);
        both16(d, SECTOR);
        both32(d, PATH_TABLE_SIZE);
        little32(d, PATH_TABLE_LITTLE);
        d.putInt(0);
        d.putInt(PATH_TABLE_BIG);
        d.putInt(0);
        d.put(directoryRecord(new byte[] {0}, ROOT, SECTOR, true, new byte[0]));
        // volume set, publisher, preparer, application
        d.put(padded("", 128)).put(padded("", 128)).put(padded("SIDERITE", 128)).put(padded("SIDERITE", 128));
        // copyright, abstract, bibliographic files
        d.put(padded("", 37)).put(padded("", 37)).put(padded("", 37));
        byte[] never =
                (byte[]) ByteBuffer.allocate(17).put(ascii("0".repeat(16))).array();
        byte[] made = ByteBuffer.allocate(17).put(ascii(LONG_TIME)).array();
        d.put(made).put(made).put(never).put(never);
        d.put((byte) 1);
        return d.array();
    }

    private static byte[] root(List<Entry> entries) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        records.writeBytes(directoryRecord(
                new byte[] {0},
                ROOT,
                SECTOR,
                true,
                joined(
                        new byte[] {'S', 'P', 7, 1, (byte) 0xBE, (byte) 0xEF, 0},
                        posix(DIRECTORY_MODE, 2),
                        continuation(extensionReference().length))));
        records.writeBytes(directoryRecord(new byte[] {1}, ROOT, SECTOR, true, posix(DIRECTORY_MODE, 2)));
        for (Entry entry : entries) {
            byte[] systemUse = joined(posix(FILE_MODE, 1), name(entry.name));
            records.writeBytes(
                    directoryRecord(ascii(entry.isoName), entry.sector, entry.content.length, false, systemUse));
        }
        if (records.size() > SECTOR) {
            throw new IllegalArgumentException("too many files for one sector of root directory");
        }
        return records.toByteArray();
    }

    private static byte[] directoryRecord(byte[] id, int sector, int size, boolean directory, byte[] systemUse) {
        int padding = 1 - id.length % 2;
        int length = 33 + id.length + padding + systemUse.length;
        ByteBuffer r = ByteBuffer.allocate(length + length % 2);
        r.put((byte) r.capacity()).put((byte) 0);
        both32(r, sector);
        both32(r, size);
        r.put(SHORT_TIME).put((byte) (directory ? 2 : 0)).put((byte) 0).put((byte) 0);
        both16(r, 1);
        r.put((byte) id.length).put(id).put(new byte[padding]).put(systemUse);
        return r.array();
    }

    private static byte[] posix(int mode, int links) {
        ByteBuffer px = ByteBuffer.allocate(36).put(new byte[] {'P', 'X', 36, 1});
        both32(px, mode);
        both32(px, links);
        both32(px, 0);
        both32(px, 0);
        return px.array();
    }

    private static byte[] name(String name) {
        byte[] letters = ascii(name);
        return joined(new byte[] {'N', 'M', (byte) (5 + letters.length), 1, 0}, letters);
    }

    private static byte[] continuation(int length) {
        ByteBuffer ce = ByteBuffer.allocate(28).put(new byte[] {'C', 'E', 28, 1});
        both32(ce, CONTINUATION);
        both32(ce, 0);
        both32(ce, length);
        return ce.array();
    }

    private static byte[] extensionReference() {
        byte[] id = ascii("RRIP_1991A");
        byte[] descriptor =
                ascii("THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS");
        byte[] source = ascii("PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN"
                + " PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.");
        int length = 8 + id.length + descriptor.length + source.length;
        byte[] head = {'E', 'R', (byte) length, 1, (byte) id.length, (byte) descriptor.length, (byte) source.length, 1};
        return joined(head, id, descriptor, source);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] padded(String text, int length) {
        return ascii(text + " ".repeat(length - text.length()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void little32(ByteBuffer out, int value) {
        out.putInt(Integer.reverseBytes(value));
    }

    private static void both32(ByteBuffer out, int value) {
        little32(out, value);
        out.putInt(value);
    }

    private static void both16(ByteBuffer out, int value) {
        out.putShort(Short.reverseBytes((short) value)).putShort((short) value);
    }
}
