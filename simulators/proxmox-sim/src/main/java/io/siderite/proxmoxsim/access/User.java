package io.siderite.proxmoxsim.access;

/** Somebody who logs in with a password. */
public record User(String id, String password) {
    @Override
    public String toString() {
        return id;
    }
}
