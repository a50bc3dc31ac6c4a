package io.siderite.inventory.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Names as Proxmox and Talos take them, made from request ids. */
public final class VmName {

    /** Longest DNS label; a longer local-hostname makes Talos discard its whole network-config. */
    private static final int LONGEST = 63;

    private VmName() {}

    /** The request id as a DNS label. Where something is lost, a hash of the whole keeps names apart. */
    public static String of(String requestId) {
        String label = requestId
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9-]+", "-")
                .replaceAll("^-+|-+$", "");
        return label.equals(requestId) && label.length() <= LONGEST ? label : shortened(label, requestId, LONGEST);
    }

    /**
     * A text cut to a length, with eight hex digits of a hash that tell it apart from others cut alike.
     *
     * @param text what people should recognise
     * @param whole what is hashed
     * @param longest characters of the result, at most
     */
    public static String shortened(String text, String whole, int longest) {
        String hash = hash(whole);
        String head = text.substring(0, Math.min(text.length(), longest - hash.length() - 1))
                .replaceAll("-+$", "");
        return head.isEmpty() ? "vm-" + hash : head + "-" + hash;
    }

    private static String hash(String text) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
