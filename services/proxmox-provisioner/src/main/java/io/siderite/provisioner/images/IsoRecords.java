package io.siderite.provisioner.images;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What we remember of ISOs and of the machines that need them. Blocks. */
public interface IsoRecords {

    /**
     * What a machine of ours needs, from its plan on and until it is gone.
     *
     * @param image file name of its boot image; empty: not known yet
     * @param uuid its SMBIOS UUID
     */
    record Need(String requestId, String cluster, String node, String storage, String image, String uuid) {}

    /** What the machines of all clusters need. */
    List<Need> needs();

    /** The ISOs of a cluster that we remember, and since when nothing needs them. */
    Map<IsoCopy, Optional<Instant>> known(String cluster);

    /** Remembers an ISO, and since when nothing needs it. */
    void remember(IsoCopy iso, Optional<Instant> unusedSince);

    /** It is not there any more. */
    void forget(IsoCopy iso);

    /** The images of a cluster that are being brought. */
    Set<IsoCopy> claimed(String cluster);

    /** Images of a cluster whose tasks were left by machines that no longer need them, with these tasks. */
    Map<IsoCopy, String> left(String cluster);

    /** That task has ended, and nobody took it over. */
    void ended(IsoCopy iso, String upid);

    /** Claims it for its removal, so that nobody counts on it meanwhile; false when somebody has claimed it. */
    boolean reserve(IsoCopy iso);

    /** Ends all claims for removals in a cluster: whoever made them has ended, or was killed. */
    void release(String cluster);
}
