@NullMarked
package io.siderite.reporter.omni;

import org.jspecify.annotations.NullMarked;
