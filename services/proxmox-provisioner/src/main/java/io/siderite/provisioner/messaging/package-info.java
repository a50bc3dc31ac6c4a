/** Events in. */
@NullMarked
package io.siderite.provisioner.messaging;

import org.jspecify.annotations.NullMarked;
