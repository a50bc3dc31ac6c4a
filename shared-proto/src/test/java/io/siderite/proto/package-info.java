/** The contracts stay what they were: additions only. */
@NullMarked
package io.siderite.proto;

import org.jspecify.annotations.NullMarked;
