/** Wakes, locks the row, decides, saves, acts, and feeds back what came of it. */
@NullMarked
package io.siderite.provisioner.reconcile;

import org.jspecify.annotations.NullMarked;
