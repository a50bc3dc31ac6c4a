/**
 * Definitions of storage networks, and the arithmetic of their addresses. {@link io.siderite.networks.Networks#parse} is
 * the way in; everything that is wrong comes back at once. Ranges are intervals, never lists: a /8 costs what a /30 does.
 */
@NullMarked
package io.siderite.networks;

import org.jspecify.annotations.NullMarked;
