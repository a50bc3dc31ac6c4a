/** The HA manager: its resources, rules and groups, where they let a VM be, and what it does about it. */
@NullMarked
package io.siderite.proxmoxsim.ha;

import org.jspecify.annotations.NullMarked;
