package io.siderite.machineclass;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import io.siderite.machineclass.StorageSelector.Match;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A CEL expression that says on which nodes a machine may run, compiled. Two selectors of the same text are equal. */
public final class NodeSelector {

    static final Vocabulary<NodeFacts> VOCABULARY = new Vocabulary<>(
            "a node",
            List.of(
                    new Variable<>("name", SimpleType.STRING, "of the node", NodeFacts::name),
                    new Variable<>("cluster", SimpleType.STRING, "the Proxmox cluster's name", NodeFacts::cluster),
                    new Variable<>(
                            "cpuFree",
                            SimpleType.INT,
                            "CPUs left by its VMs and by what is promised; below 0 where more are given than there are",
                            NodeFacts::cpuFree),
                    new Variable<>("cpuTotal", SimpleType.INT, "CPUs of the host", NodeFacts::cpuTotal),
                    new Variable<>(
                            "memoryFree",
                            SimpleType.UINT,
                            "bytes left by the host's reserve, its VMs and what is promised",
                            node -> UnsignedLong.fromLongBits(node.memoryFree())),
                    new Variable<>(
                            "memoryTotal",
                            SimpleType.UINT,
                            "bytes",
                            node -> UnsignedLong.fromLongBits(node.memoryTotal())),
                    new Variable<>("vms", SimpleType.INT, "VMs there", node -> (long) node.vms()),
                    new Variable<>(
                            "sameSetVms", SimpleType.INT, "of them, those of the same machine request set", node ->
                                    (long) node.sameSetVms()),
                    new Variable<>(
                            "labels",
                            MapType.create(SimpleType.STRING, SimpleType.STRING),
                            "of the node, from Siderite's configuration",
                            NodeFacts::labels)),
            "name == \"pve1\"",
            "\"rack\" in labels",
            Map.ofEntries(
                    Map.entry("node", "write name"),
                    Map.entry("nodeName", "write name"),
                    Map.entry("host", "write name"),
                    Map.entry("cpu", "write cpuFree, or cpuTotal"),
                    Map.entry("cpus", "write cpuTotal"),
                    Map.entry("cores", "write cpuTotal"),
                    Map.entry("memory", "write memoryFree, or memoryTotal"),
                    Map.entry("mem", "write memoryFree, or memoryTotal"),
                    Map.entry("ram", "write memoryFree, or memoryTotal"),
                    Map.entry("free", "write memoryFree, or cpuFree"),
                    Map.entry("vmCount", "write vms"),
                    Map.entry("label", "write labels"),
                    Map.entry("tags", "write labels"),
                    Map.entry("availableSpace", "ask that of the storage, in storage_selector"),
                    Map.entry("storageType", "ask that of the storage, in storage_selector"),
                    Map.entry("shared", "ask that of the storage, in storage_selector"),
                    Map.entry("content", "ask that of the storage, in storage_selector")));

    private static final SelectorCompiler<NodeFacts, NodeSelector> COMPILER =
            new SelectorCompiler<>(VOCABULARY, NodeSelector::new);

    /** Every node. */
    public static final NodeSelector ANY = COMPILER.any();

    private final Expression<NodeFacts> expression;

    private NodeSelector(Expression<NodeFacts> expression) {
        this.expression = expression;
    }

    /** Compiles {@code text}, or tells what is wrong in it. Never throws on bad text. */
    public static SelectorResult<NodeSelector> compile(String text) {
        return COMPILER.compile(text);
    }

    /** Whether the machine may run on the node. */
    public Match matches(NodeFacts node) {
        return expression.matches(node);
    }

    /** The expression as the class says it. */
    public String text() {
        return expression.text();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeSelector selector && selector.text().equals(text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
