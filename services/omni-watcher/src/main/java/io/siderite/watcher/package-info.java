/** Turns Omni's watch into facts on the bus; answers join config and boot asset. */
@NullMarked
package io.siderite.watcher;

import org.jspecify.annotations.NullMarked;
