@NullMarked
package io.siderite.reporter.core;

import org.jspecify.annotations.NullMarked;
