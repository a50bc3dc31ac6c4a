/** Events in, to the core and the store. */
@NullMarked
package io.siderite.allocator.messaging;

import org.jspecify.annotations.NullMarked;
