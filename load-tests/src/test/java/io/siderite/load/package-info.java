@NullMarked
package io.siderite.load;

import org.jspecify.annotations.NullMarked;
