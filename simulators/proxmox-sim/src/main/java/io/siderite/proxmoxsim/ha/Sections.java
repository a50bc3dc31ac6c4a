package io.siderite.proxmoxsim.ha;

import io.siderite.proxmoxsim.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One of Proxmox's files of sections: id to options, in order, with a digest of all of them together. */
public final class Sections {
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

    /** A section, whose options may be changed; null when there is none. */
    public @Nullable Map<String, String> find(String id) {
        return sections.get(id);
    }

    public boolean has(String id) {
        return sections.containsKey(id);
    }

    /** Adds a section, or replaces it in its place. */
    public void put(String id, Map<String, String> options) {
        sections.put(id, new TreeMap<>(options));
    }

    /** Removes a section; whether it was there. */
    public boolean remove(String id) {
        return sections.remove(id) != null;
    }

    /** The ids, in order. */
    public Collection<String> ids() {
        return java.util.List.copyOf(sections.keySet());
    }

    /** A copy that may be changed without changing this. */
    public Sections copy() {
        Sections copy = new Sections();
        sections.forEach(copy::put);
        return copy;
    }

    /** Changes with every change. */
    public String digest() {
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1")
                    .digest(sections.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-1", e);
        }
    }

    /** Refuses when somebody knows an older digest than today's. */
    public void refuseIfModified(@Nullable String known) {
        if (known != null && !known.equals(digest())) {
            throw Refusal.because("detected modified configuration - file changed by other user? Try again.");
        }
    }
}
