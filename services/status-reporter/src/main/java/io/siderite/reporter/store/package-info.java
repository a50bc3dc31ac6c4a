/** The projection's rows and what is due, in PostgreSQL. */
@NullMarked
package io.siderite.reporter.store;

import org.jspecify.annotations.NullMarked;
