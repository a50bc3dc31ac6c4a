/** What people and tools see: REST, health, metrics. */
@NullMarked
package io.siderite.reporter.api;

import org.jspecify.annotations.NullMarked;
