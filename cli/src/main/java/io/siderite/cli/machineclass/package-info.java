/** Looks at machine classes. */
@NullMarked
package io.siderite.cli.machineclass;

import org.jspecify.annotations.NullMarked;
