/** Tests of the evaluator's settings. */
@NullMarked
package io.siderite.evaluator;

import org.jspecify.annotations.NullMarked;
