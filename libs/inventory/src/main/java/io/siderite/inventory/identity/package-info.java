/** How a VM of ours is known: its name, its tags and the block in its description. Pure. */
@NullMarked
package io.siderite.inventory.identity;

import org.jspecify.annotations.NullMarked;
