package io.siderite.proxmoxsim.guest;

/** How far a machine has come since it was switched on. */
public sealed interface MachineState {

    /** It is switched off. */
    record Off() implements MachineState {}

    /** The firmware found nothing to boot. */
    record NoBootDevice(String why) implements MachineState {}

    /** Talos runs, but does not know whom to report to. */
    record Unconfigured(String why) implements MachineState {}

    /** It tries to reach Omni. */
    record Joining(int attempts, String lastError) implements MachineState {}

    /** Omni took it in. */
    record Joined(String address, String publicKey) implements MachineState {}
}
