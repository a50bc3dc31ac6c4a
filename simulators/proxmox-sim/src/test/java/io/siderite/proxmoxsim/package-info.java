@NullMarked
package io.siderite.proxmoxsim;

import org.jspecify.annotations.NullMarked;
