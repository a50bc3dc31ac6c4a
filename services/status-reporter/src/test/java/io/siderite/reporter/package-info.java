@NullMarked
package io.siderite.reporter;

import org.jspecify.annotations.NullMarked;
