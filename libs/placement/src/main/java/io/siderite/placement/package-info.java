/**
 * Finds a place for a machine: {@link io.siderite.placement.Placing} among the nodes of an
 * {@link io.siderite.placement.Inventory}; {@link io.siderite.placement.VmSpecs} says a class in Proxmox's terms. Pure: no
 * clock, no store, no bus.
 */
@NullMarked
package io.siderite.placement;

import org.jspecify.annotations.NullMarked;
