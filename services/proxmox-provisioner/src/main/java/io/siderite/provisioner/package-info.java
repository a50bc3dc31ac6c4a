/** Makes, boots and destroys the VMs of machine requests in Proxmox VE, and publishes the inventory. */
@NullMarked
package io.siderite.provisioner;

import org.jspecify.annotations.NullMarked;
