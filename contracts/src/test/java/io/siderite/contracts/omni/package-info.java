/** What we rely on in Omni. */
@NullMarked
package io.siderite.contracts.omni;

import org.jspecify.annotations.NullMarked;
