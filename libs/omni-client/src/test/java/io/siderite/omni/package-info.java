@NullMarked
package io.siderite.omni;

import org.jspecify.annotations.NullMarked;
