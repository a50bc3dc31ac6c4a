/** The API: routes, and what stands behind each. */
@NullMarked
package io.siderite.proxmoxsim.api;

import org.jspecify.annotations.NullMarked;
