package io.siderite.proxmox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The multipart body of an ISO's upload, written by hand because Proxmox parses it by pattern: each part begins with
 * {@code Content-Disposition} in exactly this case, {@code content} comes before the file, the file's field is called
 * {@code filename}, and the boundary stands unquoted in the header.
 *
 * @param contentType the header's value
 * @param body the whole body, so that its length is known: Proxmox takes no chunks
 */
record IsoUpload(String contentType, byte[] body) {

    private static final Pattern FILENAME = Pattern.compile("[A-Za-z0-9_.-]{1,251}\\.iso");

    /** Whether Proxmox takes the name as it is; it would refuse or rewrite others. */
    static boolean isFilename(String filename) {
        return FILENAME.matcher(filename).matches();
    }

    static IsoUpload of(String filename, byte[] iso) {
        String boundary = "siderite-" + UUID.randomUUID();
        var body = new ByteArrayOutputStream(iso.length + 512);
        body.writeBytes(ascii("--" + boundary + "\r\n"
                + "Content-Disposition: form-data; name=\"content\"\r\n\r\n"
                + "iso\r\n"
                + "--" + boundary + "\r\n"
                + "Content-Disposition: form-data; name=\"filename\"; filename=\"" + filename + "\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n"));
        body.writeBytes(iso);
        body.writeBytes(ascii("\r\n--" + boundary + "--\r\n"));
        return new IsoUpload("multipart/form-data; boundary=" + boundary, body.toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
