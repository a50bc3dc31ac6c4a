package io.siderite.omnisim.controllers;

/**
 * An auto-provisioning machine class.
 *
 * @param providerData YAML text, as it will stand in each request
 */
public record MachineClass(String id, String providerId, String providerData) {}
