package io.siderite.contracts.proxmox;

/** What not every peer has. Each peer declares what it has, and the suite holds it to that: no more and no less. */
enum Feature {
    /** HA resources, and rules for them: Proxmox VE 9. */
    HA_RULES,
    /** HA resources, and groups for them: Proxmox VE 8. */
    HA_GROUPS,
    /** Resource mappings of PCI and USB devices. */
    MAPPINGS,
    /** Resource pools. */
    POOLS,
    /** A download is compared with its checksum. */
    CHECKSUMS
}
