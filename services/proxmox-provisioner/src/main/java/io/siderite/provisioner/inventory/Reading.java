package io.siderite.provisioner.inventory;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.provisioner.reconcile.ClusterView;
import java.util.List;

/**
 * A cluster, read completely.
 *
 * @param nodes one message a node, without a time
 * @param view what the provisioner itself needs of it
 */
record Reading(List<NodeInventory> nodes, ClusterView view) {}
