package io.siderite.reporter.store;

import io.siderite.reporter.core.Machine;
import java.util.Optional;

/**
 * A machine as it is kept.
 *
 * @param omniError why Omni can't be told what it should say now, in words for people
 */
public record Stored(Machine machine, Optional<String> omniError) {}
