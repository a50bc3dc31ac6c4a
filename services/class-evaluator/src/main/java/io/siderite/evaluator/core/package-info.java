/**
 * What class-evaluator decides, and nothing else: what a machine is and where it goes. Pure: no clock, no store, no bus.
 *
 * <p>{@link io.siderite.evaluator.core.Evaluator#decide} is the way in; {@link io.siderite.placement.Placing} finds a
 * place; {@link io.siderite.placement.VmSpecs} says a class in Proxmox's terms.
 */
@NullMarked
package io.siderite.evaluator.core;

import org.jspecify.annotations.NullMarked;
