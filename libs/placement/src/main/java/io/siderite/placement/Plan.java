package io.siderite.placement;

import io.siderite.proto.events.v1.Placement;
import io.siderite.proto.events.v1.VmSpec;

/** What was decided for a machine: what it is, and where it goes. */
public record Plan(VmSpec spec, Placement placement) {}
