/** COSI state over gRPC with Omni's request signing. */
@NullMarked
package io.siderite.omni;

import org.jspecify.annotations.NullMarked;
