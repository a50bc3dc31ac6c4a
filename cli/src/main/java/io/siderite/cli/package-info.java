/** The commands. */
@NullMarked
package io.siderite.cli;

import org.jspecify.annotations.NullMarked;
