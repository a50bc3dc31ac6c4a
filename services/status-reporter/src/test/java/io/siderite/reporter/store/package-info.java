@NullMarked
package io.siderite.reporter.store;

import org.jspecify.annotations.NullMarked;
