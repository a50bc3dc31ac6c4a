package io.siderite.provisioner.images;

import io.siderite.provisioner.core.Failure;

/**
 * Which machine brings a boot image to a storage, so that it comes once. A claim ends with its machine's step; where that
 * machine goes away while its task runs, the task is left to whoever needs the image next.
 */
public interface ImageClaims {

    /** How bringing an image stands, as one machine sees it. */
    sealed interface Claim {
        /** Nobody brings it. */
        record Free() implements Claim {}

        /**
         * This machine brings it.
         *
         * @param upid its task; empty text: none is known
         */
        record Ours(String upid) implements Claim {}

        /** Another brings it, or it is being removed. */
        record Others() implements Claim {}

        /** The task of a machine that no longer needs the image still runs, as far as is known. */
        record Left(String upid) implements Claim {}

        /** It was tried a moment ago, for another machine, and failed. */
        record Failed(String requestId, Failure failure) implements Claim {}
    }

    /** How bringing the image stands for a machine. */
    Claim look(IsoCopy image, String requestId);

    /** Claims it, with the task that was left if there is one; false when another was faster. */
    boolean claim(IsoCopy image, String requestId);

    /** Ends the machine's claim: it failed, which counts for all that wait, for a moment. */
    void failed(IsoCopy image, String requestId, Failure failure);
}
