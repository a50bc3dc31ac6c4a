/** The VM's steps in Proxmox's terms: find before create, compare before destroy. */
@NullMarked
package io.siderite.provisioner.proxmox;

import org.jspecify.annotations.NullMarked;
