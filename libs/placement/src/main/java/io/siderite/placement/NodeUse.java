package io.siderite.placement;

/**
 * What machines take of a node: VMs that count there, and machines that were promised a place.
 *
 * @param memory bytes
 * @param cpus vCPUs
 */
public record NodeUse(long memory, int cpus) {}
