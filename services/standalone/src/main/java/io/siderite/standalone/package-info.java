/**
 * The five services in one process, with a Kafka broker and a PostgreSQL of their own in one data directory. {@link
 * io.siderite.standalone.Standalone} is where it begins.
 */
@NullMarked
package io.siderite.standalone;

import org.jspecify.annotations.NullMarked;
