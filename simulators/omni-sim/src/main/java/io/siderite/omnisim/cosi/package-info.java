/** Omni's COSI state in memory, its rules, and its gRPC service. */
@NullMarked
package io.siderite.omnisim.cosi;

import org.jspecify.annotations.NullMarked;
