/** What is known of a machine, what Omni should say of it, and the order in which it is let go. Pure. */
@NullMarked
package io.siderite.reporter.core;

import org.jspecify.annotations.NullMarked;
