/** Tests of the rows. */
@NullMarked
package io.siderite.evaluator.store;

import org.jspecify.annotations.NullMarked;
