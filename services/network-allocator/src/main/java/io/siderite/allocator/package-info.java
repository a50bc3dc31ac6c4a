/** Decides which addresses a machine has. */
@NullMarked
package io.siderite.allocator;

import org.jspecify.annotations.NullMarked;
