/** Tests over a genuine PostgreSQL. */
@NullMarked
package io.siderite.evaluator.messaging;

import org.jspecify.annotations.NullMarked;
