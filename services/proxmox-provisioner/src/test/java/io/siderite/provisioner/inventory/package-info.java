@NullMarked
package io.siderite.provisioner.inventory;

import org.jspecify.annotations.NullMarked;
