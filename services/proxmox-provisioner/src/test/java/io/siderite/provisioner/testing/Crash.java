package io.siderite.provisioner.testing;

/** The process dies here: whatever was not saved is lost. */
public final class Crash extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
