package io.siderite.contracts.proxmox;

import java.nio.charset.StandardCharsets;

/** The smallest thing that tools take for an ISO 9660 image: system area, a primary volume descriptor, its terminator. */
final class SmallIso {

    private static final int SECTOR = 2048;

    private SmallIso() {}

    static byte[] image() {
        byte[] image = new byte[SECTOR * 18];
        descriptor(image, 16, (byte) 1);
        descriptor(image, 17, (byte) 255);
        return image;
    }

    private static void descriptor(byte[] image, int sector, byte type) {
        int at = sector * SECTOR;
        image[at] = type;
        System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, image, at + 1, 5);
        image[at + 6] = 1;
    }
}
