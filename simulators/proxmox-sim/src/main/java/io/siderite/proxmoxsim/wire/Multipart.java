package io.siderite.proxmoxsim.wire;

import io.siderite.proxmoxsim.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The upload body as pveproxy takes it apart, which is not as RFC 7578 would: by patterns, in a fixed order
 * ({@code content}, {@code checksum-algorithm}, {@code checksum}, then the file), with {@code Content-Disposition} in
 * exactly that case and, for the file, directly after the boundary. Whatever does not fit ends as "upload failed".
 */
public final class Multipart {
    /** Fields and the file's head lie within this; the file's own bytes are not searched for fields. */
    private static final int HEAD = 64 * 1024;

    private static final String NL = "\\r?\\n";

    private Multipart() {}

    /** What an upload held. */
    public record Upload(Map<String, String> fields, byte[] file) {}

    /** The boundary of a {@code multipart/form-data} header as pveproxy reads it: quotes, if any, stay part of it. */
    public static @Nullable String boundary(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        String[] part = contentType.split("\\s*[;,]\\s*");
        for (int i = 1; i < part.length; i++) {
            Matcher m = Pattern.compile("^\\s*boundary\\s*=\\s*(\\S+?)\\s*$").matcher(part[i]);
            if (m.matches() && part[0].equals("multipart/form-data")) {
                return m.group(1);
            }
        }
        return null;
    }

    /** Takes the body apart. */
    public static Upload parse(byte[] body, String boundary) {
        String delimiter = "--" + Pattern.quote(boundary) + NL;
        String rest = new String(body, 0, Math.min(body.length, HEAD), StandardCharsets.ISO_8859_1);
        Matcher start = Pattern.compile(delimiter).matcher(rest);
        if (!start.find()) {
            throw failed();
        }
        rest = rest.substring(start.start());
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : new String[] {"content", "checksum-algorithm", "checksum"}) {
            rest = field(rest, delimiter, name, fields);
        }
        Matcher file = Pattern.compile(
                        "^" + delimiter + "Content-Disposition: (.*?); name=\"(.*?)\"; filename=\"([^\"]+)\"",
                        Pattern.DOTALL)
                .matcher(rest);
        if (!file.lookingAt()) {
            throw failed();
        }
        formData(file.group(1));
        if (!file.group(2).equals("filename")) {
            throw Refusal.because("wrong field name '" + file.group(2) + "' for file upload, expected 'filename'");
        }
        fields.put("filename", file.group(3).strip());
        Matcher blank = Pattern.compile("(?:" + NL + "){2}").matcher(rest);
        if (!blank.find(file.end())) {
            throw failed();
        }
        // Everything removed so far came off the front, so what is left ends where the read part of the body ends.
        int from = Math.min(body.length, HEAD) - rest.length() + blank.end();
        return new Upload(fields, content(body, from, boundary));
    }

    /** Takes one field out, if it stands there; answers what is left. */
    private static String field(String rest, String delimiter, String name, Map<String, String> fields) {
        Matcher m = Pattern.compile(
                        "^" + delimiter + ".*?Content-Disposition: (.*?); name=\"" + name + "\"(.*?" + delimiter + ")",
                        Pattern.DOTALL)
                .matcher(rest);
        if (!m.lookingAt()) {
            return rest;
        }
        formData(m.group(1));
        String after = rest.substring(m.start(2));
        Matcher blank = Pattern.compile("(?:" + NL + "){2}").matcher(after);
        if (blank.find()) {
            after = after.substring(blank.end());
        }
        Matcher next = Pattern.compile(delimiter).matcher(after);
        if (!next.find()) {
            throw failed();
        }
        fields.put(name, after.substring(0, next.start()).strip());
        return after.substring(next.start());
    }

    private static byte[] content(byte[] body, int from, String boundary) {
        byte[] close = ("--" + boundary + "--").getBytes(StandardCharsets.ISO_8859_1);
        int end = indexOf(body, close, from);
        if (end < 0) {
            throw failed();
        }
        if (end > from && body[end - 1] == '\n') {
            end--;
            if (end > from && body[end - 1] == '\r') {
                end--;
            }
        }
        return Arrays.copyOfRange(body, from, end);
    }

    private static int indexOf(byte[] in, byte[] what, int from) {
        for (int i = from; i <= in.length - what.length; i++) {
            if (in[i] == what[0] && Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    private static void formData(String disposition) {
        if (!disposition.equals("form-data")) {
            throw Refusal.because("wrong Content-Disposition '" + disposition + "' in multipart, expected 'form-data'");
        }
    }

    private static Refusal failed() {
        return Refusal.because("upload failed");
    }
}
