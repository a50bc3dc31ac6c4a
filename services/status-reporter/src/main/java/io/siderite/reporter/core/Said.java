package io.siderite.reporter.core;

import com.google.protobuf.Message;
import java.time.Instant;

/**
 * One record heard about a machine.
 *
 * @param revision counted by the record's writer per machine, across all of its topics
 * @param at when its writer decided it
 */
public record Said<T extends Message>(long revision, Instant at, T data) {}
