@NullMarked
package io.siderite.placement;

import org.jspecify.annotations.NullMarked;
