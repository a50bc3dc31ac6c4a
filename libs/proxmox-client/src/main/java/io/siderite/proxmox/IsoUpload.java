package io.siderite.proxmox;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The multipart body of an ISO's upload, written by hand because Proxmox parses it by pattern: each part begins with
 * {@code Content-Disposition} in exactly this case, {@code content} comes before the file, the file's field is called
 * {@code filename}, and the boundary stands unquoted in the header.
 *
 * @param contentType the header's value
 * @param head what stands before the file
 * @param tail what stands after it
 */
record IsoUpload(String contentType, byte[] head, byte[] tail) {

    private static final Pattern FILENAME = Pattern.compile("[A-Za-z0-9_.-]{1,251}\\.iso");

    /** Whether Proxmox takes the name as it is; it would refuse or rewrite others. */
    static boolean isFilename(String filename) {
        return FILENAME.matcher(filename).matches();
    }

    static IsoUpload of(String filename) {
        String boundary = "siderite-" + UUID.randomUUID();
        byte[] head = ascii("--" + boundary + "\r\n"
                + "Content-Disposition: form-data; name=\"content\"\r\n\r\n"
                + "iso\r\n"
                + "--" + boundary + "\r\n"
                + "Content-Disposition: form-data; name=\"filename\"; filename=\"" + filename + "\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n");
        return new IsoUpload("multipart/form-data; boundary=" + boundary, head, ascii("\r\n--" + boundary + "--\r\n"));
    }

    /** The body's length with a file of so many bytes: Proxmox takes no chunks, so that it is told first. */
    long length(long iso) {
        return head.length + iso + tail.length;
    }

    /** The whole body; whoever reads it closes it. */
    InputStream body(InputStream iso) {
        InputStream rest = new SequenceInputStream(iso, new ByteArrayInputStream(tail));
        return new SequenceInputStream(new ByteArrayInputStream(head), rest);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
