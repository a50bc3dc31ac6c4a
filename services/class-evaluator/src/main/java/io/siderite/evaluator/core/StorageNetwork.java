package io.siderite.evaluator.core;

/**
 * A storage network, as far as a place depends on it.
 *
 * @param vlan 0: untagged
 * @param mtu of its links; 0: not said
 */
public record StorageNetwork(String name, String bridge, int vlan, int mtu) {}
