/** Events in, to the core and the store. */
@NullMarked
package io.siderite.evaluator.messaging;

import org.jspecify.annotations.NullMarked;
