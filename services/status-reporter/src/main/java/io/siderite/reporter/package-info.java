/** Tells Omni what the others decided, and shows it to people. */
@NullMarked
package io.siderite.reporter;

import org.jspecify.annotations.NullMarked;
