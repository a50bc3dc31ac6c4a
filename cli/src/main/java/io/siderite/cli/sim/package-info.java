/** The simulators on their own. */
@NullMarked
package io.siderite.cli.sim;

import org.jspecify.annotations.NullMarked;
