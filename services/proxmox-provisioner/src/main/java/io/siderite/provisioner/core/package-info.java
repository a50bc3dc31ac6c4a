/** What is done next for one machine's VM: pure, without I/O or clock. */
@NullMarked
package io.siderite.provisioner.core;

import org.jspecify.annotations.NullMarked;
