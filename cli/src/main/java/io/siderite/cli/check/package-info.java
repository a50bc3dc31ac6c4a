/** Tries a configuration without changing anything. */
@NullMarked
package io.siderite.cli.check;

import org.jspecify.annotations.NullMarked;
