/** Printing any topic, decoded, for people and scripts. */
@NullMarked
package io.siderite.cli.tap;

import org.jspecify.annotations.NullMarked;
