/** Events in. */
@NullMarked
package io.siderite.reporter.messaging;

import org.jspecify.annotations.NullMarked;
