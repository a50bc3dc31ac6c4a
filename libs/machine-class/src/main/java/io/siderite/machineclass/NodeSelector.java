package io.siderite.machineclass;

import io.siderite.machineclass.StorageSelector.Match;

/** A CEL expression that says on which nodes a machine may run. */
public final class NodeSelector {

    /** Every node. */
    public static final NodeSelector ANY = new NodeSelector();

    private NodeSelector() {}

    /** Whether the machine may run on the node. */
    public Match matches(NodeFacts node) {
        return new Match.Yes();
    }

    /** The expression as the class says it. */
    public String text() {
        return "true";
    }
}
