/** Omni's watches, and the telling of what they show. */
@NullMarked
package io.siderite.watcher.watch;

import org.jspecify.annotations.NullMarked;
