/** The Proxmox VE REST client and its sealed outcomes. */
@NullMarked
package io.siderite.proxmox;

import org.jspecify.annotations.NullMarked;
