package io.siderite.reporter.core;

/** What came of bringing Omni to what a machine's projection says. */
public sealed interface Round {

    /**
     * Nothing more to do until something changes.
     *
     * @param seen the versions that Omni's resources have now; news of just these needs no new round
     */
    record Settled(Versions seen) implements Round {}

    /** Omni has to do something first, in words for people. */
    record AwaitsOmni(String what, Versions seen) implements Round {}

    /** Omni let the machine go: publish machine.released. */
    record Released() implements Round {}

    /** Our finalizer is off the request. */
    record Gone() implements Round {}

    /** It did not work now, in words for people; try again later. */
    record Failed(String why) implements Round {}

    /**
     * Versions of a machine's resources in Omni.
     *
     * @param status of the MachineRequestStatus; empty: there is none
     * @param patch of our ConfigPatchRequest; empty: there is none
     */
    record Versions(String status, String patch) {
        /** Neither is there. */
        public static final Versions NONE = new Versions("", "");
    }
}
