/** Who asks, and what he may do: tickets, API tokens, access control lists. */
@NullMarked
package io.siderite.proxmoxsim.access;

import org.jspecify.annotations.NullMarked;
