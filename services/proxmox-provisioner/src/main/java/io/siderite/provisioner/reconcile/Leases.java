package io.siderite.provisioner.reconcile;

import java.time.Duration;
import java.util.Set;

/** Which instance acts in which cluster: one at a time, so that limits per lock hold. */
public interface Leases {

    /** Takes or renews the leases that can be had; answers the clusters that the holder has now. */
    Set<String> renew(Set<String> clusters, String holder, Duration length);

    /** Gives all leases of the holder back. */
    void release(String holder);
}
