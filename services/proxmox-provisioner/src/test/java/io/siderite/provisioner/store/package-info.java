@NullMarked
package io.siderite.provisioner.store;

import org.jspecify.annotations.NullMarked;
