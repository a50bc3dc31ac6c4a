package io.siderite.reporter.core;

/** The points of the road that a machine passes, in its order. Names go to the database and the API. */
public enum Milestone {
    /** Omni made the request. */
    REQUESTED,
    /** No place, or no address, was found yet. */
    WAITING,
    /** The class is wrong. */
    REFUSED,
    /** Has a place. */
    PLACED,
    /** Has its network. */
    ALLOCATED,
    /** The first step of making the VM began. */
    CREATING,
    /** The VM is made and started. */
    CREATED,
    /** The machine booted and joined Omni. */
    REGISTERED,
    /** Omni no longer wants it. */
    WITHDRAWN,
    /** Omni let it go: the VM may be destroyed. */
    RELEASED,
    /** No VM is left. */
    DELETED,
    /** Our finalizer is off the request: nothing is left but this record. */
    GONE;

    /** As the API writes it. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
