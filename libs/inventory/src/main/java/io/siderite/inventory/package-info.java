/** Reads a Proxmox cluster as it stands, for those who place machines and those who look for them. */
@NullMarked
package io.siderite.inventory;

import org.jspecify.annotations.NullMarked;
