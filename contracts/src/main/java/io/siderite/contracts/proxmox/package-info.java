/** What we rely on in Proxmox VE, and peers to try it on. */
@NullMarked
package io.siderite.contracts.proxmox;

import org.jspecify.annotations.NullMarked;
