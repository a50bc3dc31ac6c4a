/** The evaluator's tables. */
@NullMarked
package io.siderite.evaluator.store;

import org.jspecify.annotations.NullMarked;
