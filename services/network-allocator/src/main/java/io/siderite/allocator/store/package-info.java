/** The allocator's tables. */
@NullMarked
package io.siderite.allocator.store;

import org.jspecify.annotations.NullMarked;
