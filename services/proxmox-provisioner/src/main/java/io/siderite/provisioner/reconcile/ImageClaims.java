package io.siderite.provisioner.reconcile;

/** Which machine brings a boot image to a storage, so that it comes once. A claim ends with its machine's step. */
public interface ImageClaims {

    /**
     * Whether another machine brings the image now.
     *
     * @param place the node, or empty text for a storage that nodes share
     */
    boolean busy(String cluster, String place, String storage, String filename, String requestId);

    /** Claims it; false when another was faster. */
    boolean claim(String cluster, String place, String storage, String filename, String requestId);
}
