package io.siderite.evaluator.core;

/**
 * The last revision of each writer that was applied to a machine, and the last we published of it. What is not newer than
 * what was applied is dropped.
 *
 * @param requested of omni-watcher
 * @param provisioned of proxmox-provisioner, over all its topics
 * @param published ours
 */
public record Revisions(long requested, long provisioned, long published) {

    static final Revisions NONE = new Revisions(0, 0, 0);

    Revisions requested(long revision) {
        return new Revisions(revision, provisioned, published);
    }

    Revisions provisioned(long revision) {
        return new Revisions(requested, revision, published);
    }

    Revisions nextPublished() {
        return new Revisions(requested, provisioned, published + 1);
    }
}
