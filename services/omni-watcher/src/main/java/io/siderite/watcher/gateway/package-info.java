/** What proxmox-provisioner may ask: secrets and short-lived URLs, made when asked. */
@NullMarked
package io.siderite.watcher.gateway;

import org.jspecify.annotations.NullMarked;
