/** Benchmarks of the decisions that every machine waits for. */
@NullMarked
package io.siderite.load;

import org.jspecify.annotations.NullMarked;
