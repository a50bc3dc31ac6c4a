/** Pure: what a resource of Omni's means on the road. */
@NullMarked
package io.siderite.watcher.facts;

import org.jspecify.annotations.NullMarked;
