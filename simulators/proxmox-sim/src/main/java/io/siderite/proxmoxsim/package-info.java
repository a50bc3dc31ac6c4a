/** An honest Proxmox VE cluster to test against: start it with {@link io.siderite.proxmoxsim.ProxmoxSim}. */
@NullMarked
package io.siderite.proxmoxsim;

import org.jspecify.annotations.NullMarked;
