package io.siderite.provisioner.core;

/** What is to be done outside. Each can be done again after a crash: it looks before it acts. */
public sealed interface Effect {

    /** The VM it is about. */
    Plan plan();

    /** The step it serves. */
    Step step();

    /** Bring about what the step is for, unless it is so already. */
    record Pursue(Plan plan, Step step) implements Effect {}

    /** See how the step's task stands. */
    record Follow(Plan plan, Step step, String upid) implements Effect {}
}
