@NullMarked
package io.siderite.proxmoxsim.guest;

import org.jspecify.annotations.NullMarked;
