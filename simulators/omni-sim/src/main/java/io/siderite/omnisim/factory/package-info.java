/** The image factory and the management calls that lead to it. */
@NullMarked
package io.siderite.omnisim.factory;

import org.jspecify.annotations.NullMarked;
