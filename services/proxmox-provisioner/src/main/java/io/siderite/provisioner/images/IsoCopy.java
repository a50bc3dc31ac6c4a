package io.siderite.provisioner.images;

/**
 * One ISO where it lies.
 *
 * @param place the node, or empty text for a storage that nodes share
 * @param filename without the storage
 */
public record IsoCopy(String cluster, String place, String storage, String filename) {

    /** As Proxmox names it: {@code storage:iso/file}. */
    public String volid() {
        return storage + ":iso/" + filename;
    }

    /** For people. */
    @Override
    public String toString() {
        return volid() + (place.isEmpty() ? "" : " of " + place) + " in " + cluster;
    }
}
