package io.siderite.reporter.core;

/** A node of a Proxmox cluster. */
public record Place(String cluster, String node) {}
