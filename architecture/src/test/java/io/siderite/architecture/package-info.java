/** What the build holds the code to. */
@NullMarked
package io.siderite.architecture;

import org.jspecify.annotations.NullMarked;
