/** An honest Omni to test against: its facade, its faults and its command. */
@NullMarked
package io.siderite.omnisim;

import org.jspecify.annotations.NullMarked;
