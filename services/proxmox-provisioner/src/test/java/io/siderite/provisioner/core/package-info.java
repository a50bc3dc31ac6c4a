@NullMarked
package io.siderite.provisioner.core;

import org.jspecify.annotations.NullMarked;
