/** Brings Omni to what the projection says. */
@NullMarked
package io.siderite.reporter.omni;

import org.jspecify.annotations.NullMarked;
