@NullMarked
package io.siderite.provisioner.proxmox;

import org.jspecify.annotations.NullMarked;
