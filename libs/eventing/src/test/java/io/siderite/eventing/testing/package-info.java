/** Real parts for the tests of services: a PostgreSQL of their own. */
@NullMarked
package io.siderite.eventing.testing;

import org.jspecify.annotations.NullMarked;
