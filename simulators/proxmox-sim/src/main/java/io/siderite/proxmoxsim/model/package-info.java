/** The cluster itself: nodes, storages, VMs, locks and tasks. */
@NullMarked
package io.siderite.proxmoxsim.model;

import org.jspecify.annotations.NullMarked;
