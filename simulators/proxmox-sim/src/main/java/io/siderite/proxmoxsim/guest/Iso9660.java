package io.siderite.proxmoxsim.guest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ISO 9660 image: its volume label and the files of its root directory, under their Rock Ridge names where
 * there are such, else under the plain ones without version and in lower case.
 *
 * @param label the volume identifier, without its padding
 * @param files name to content
 */
public record Iso9660(String label, Map<String, byte[]> files) {
    private static final int SECTOR = 2048;

    /** What keeps bytes from being an ISO 9660 image. */
    public static final class NotAnIso extends Exception {
        private static final long serialVersionUID = 1;

        NotAnIso(String why) {
            super(why);
        }
    }

    /** Reads an image. */
    public static Iso9660 read(byte[] image) throws NotAnIso {
        try {
            return parse(image);
        } catch (IndexOutOfBoundsException e) {
            throw new NotAnIso("the image is cut short");
        }
    }

    private static Iso9660 parse(byte[] image) throws NotAnIso {
        ByteBuffer all = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int pvd = primaryDescriptor(image);
        String label = ascii(image, pvd + 40, 32).stripTrailing();
        int root = pvd + 156;
        int at = location(all, root + 2, all.getInt(root + 10));
        int length = all.getInt(root + 10);
        Map<String, byte[]> files = new LinkedHashMap<>();
        int skip = 0;
        for (int offset = 0; offset < length; ) {
            int record = at + offset;
            int size = image[record] & 0xff;
            if (size == 0) {
                // Records do not cross sectors: the rest of this one is padding.
                offset = (offset / SECTOR + 1) * SECTOR;
                continue;
            }
            if (offset == 0) {
                skip = suspSkip(image, record, size);
            }
            boolean directory = (image[record + 25] & 2) != 0;
            if (!directory) {
                int bytes = all.getInt(record + 10);
                int from = location(all, record + 2, bytes);
                files.put(name(all, record, size, skip), Arrays.copyOfRange(image, from, from + bytes));
            }
            offset += size;
        }
        return new Iso9660(label, files);
    }

    private static int primaryDescriptor(byte[] image) throws NotAnIso {
        for (int sector = 16; (sector + 1) * SECTOR <= image.length && sector < 64; sector++) {
            int at = sector * SECTOR;
            if (!ascii(image, at + 1, 5).equals("CD001")) {
                break;
            }
            if (image[at] == 1) {
                return at;
            }
        }
        throw new NotAnIso("no ISO 9660 primary volume descriptor");
    }

    private static int location(ByteBuffer all, int field, int length) throws NotAnIso {
        long at = (long) all.getInt(field) * SECTOR;
        if (length < 0 || at < 0 || at + length > all.capacity()) {
            throw new NotAnIso("a directory record points outside of the image");
        }
        return (int) at;
    }

    /** The number of bytes before system use entries, from the SP entry of the root's own record. */
    private static int suspSkip(byte[] image, int record, int size) {
        int use = systemUse(image, record);
        boolean sp = use + 7 <= record + size && image[use] == 'S' && image[use + 1] == 'P';
        return sp ? image[use + 6] & 0xff : 0;
    }

    private static int systemUse(byte[] image, int record) {
        int nameLength = image[record + 32] & 0xff;
        return record + 33 + nameLength + (nameLength % 2 == 0 ? 1 : 0);
    }

    private static String name(ByteBuffer all, int record, int size, int skip) throws NotAnIso {
        byte[] image = all.array();
        StringBuilder rock = new StringBuilder();
        boolean found = rockRidge(all, systemUse(image, record) + skip, record + size, rock);
        if (found) {
            return rock.toString();
        }
        String plain = ascii(image, record + 33, image[record + 32] & 0xff);
        int version = plain.indexOf(';');
        plain = version < 0 ? plain : plain.substring(0, version);
        return (plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain).toLowerCase(Locale.ROOT);
    }

    /** Collects the NM entries of one area and of where it continues; whether there were any. */
    private static boolean rockRidge(ByteBuffer all, int from, int to, StringBuilder name) throws NotAnIso {
        byte[] image = all.array();
        boolean found = false;
        int[] next = null;
        for (int at = from; at + 4 <= to; ) {
            int length = image[at + 2] & 0xff;
            if (length < 4 || at + length > to) {
                break;
            }
            String signature = ascii(image, at, 2);
            if (signature.equals("NM")) {
                name.append(new String(image, at + 5, length - 5, StandardCharsets.UTF_8));
                found = true;
            } else if (signature.equals("CE")) {
                int area = location(all, at + 4, all.getInt(at + 20)) + all.getInt(at + 12);
                next = new int[] {area, area + all.getInt(at + 20)};
            }
            at += length;
        }
        return next == null ? found : rockRidge(all, next[0], Math.min(next[1], image.length), name) || found;
    }

    /** A file as UTF-8 text, or null. */
    public @Nullable String text(String name) {
        byte[] file = files.get(name);
        return file == null ? null : new String(file, StandardCharsets.UTF_8);
    }

    private static String ascii(byte[] image, int from, int length) {
        return new String(image, from, length, StandardCharsets.US_ASCII);
    }
}
