@NullMarked
package io.siderite.provisioner.reconcile;

import org.jspecify.annotations.NullMarked;
