package io.siderite.proxmoxsim.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A disk image or an ISO.
 *
 * @param name the part of the volume id after the colon
 * @param vmid its owner; null for an ISO
 * @param size bytes
 * @param content what an ISO holds; null for disks, and for ISOs too big to keep (none that a guest reads is)
 */
public record Volume(
        String name, @Nullable Integer vmid, String format, long size, Instant created, byte @Nullable [] content) {

    /** {@code iso} or {@code images}. */
    public String type() {
        return vmid == null ? "iso" : "images";
    }
}
