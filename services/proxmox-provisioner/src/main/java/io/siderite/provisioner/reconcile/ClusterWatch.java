package io.siderite.provisioner.reconcile;

/** Is told where something happened, so that it looks there. */
public interface ClusterWatch {

    /** Something was made, removed, or tried in the cluster. */
    void changed(String cluster);

    /** The cluster refused something that was planned by what is known of it: that may be out of date. */
    default void refused(String cluster) {
        changed(cluster);
    }
}
