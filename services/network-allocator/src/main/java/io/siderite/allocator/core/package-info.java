/** Pure: which MACs a machine gets, and what Talos is told of its network. */
@NullMarked
package io.siderite.allocator.core;

import org.jspecify.annotations.NullMarked;
