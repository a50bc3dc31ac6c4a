/** A cluster's machines made on simulated peers, by the real program. */
@NullMarked
package io.siderite.cli.demo;

import org.jspecify.annotations.NullMarked;
