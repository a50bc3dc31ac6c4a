/**
 * The machine class: what people write in Omni as {@code providerdata}. {@link io.siderite.machineclass.Definition} is the
 * one table of keys; the parser, the JSON schema in Omni and the reference page all read it.
 */
@NullMarked
package io.siderite.machineclass;

import org.jspecify.annotations.NullMarked;
