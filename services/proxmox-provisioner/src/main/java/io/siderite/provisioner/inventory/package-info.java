/** Reads each cluster as it stands and publishes it. */
@NullMarked
package io.siderite.provisioner.inventory;

import org.jspecify.annotations.NullMarked;
