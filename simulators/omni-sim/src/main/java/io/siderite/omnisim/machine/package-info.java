/** The machine API that a booted machine calls with its join token. */
@NullMarked
package io.siderite.omnisim.machine;

import org.jspecify.annotations.NullMarked;
