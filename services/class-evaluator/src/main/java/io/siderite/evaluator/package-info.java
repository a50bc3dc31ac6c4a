/** Decides what a machine is and where it goes. */
@NullMarked
package io.siderite.evaluator;

import org.jspecify.annotations.NullMarked;
