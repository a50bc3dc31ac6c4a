package io.siderite.provisioner.images;

import java.time.Instant;
import java.util.Optional;

/**
 * An ISO that lies in Proxmox.
 *
 * @param node one from which it can be reached
 * @param name whose it is
 * @param bytes its size
 * @param writtenAt when it was last written, by its node's clock
 * @param unusedSince since when nothing needs it, as remembered
 */
record Iso(IsoCopy copy, String node, IsoName name, long bytes, Instant writtenAt, Optional<Instant> unusedSince) {}
