package io.siderite.machineclass;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A CEL expression that says which storages may hold a disk, compiled. Two selectors of the same text are equal. */
public final class StorageSelector {

    static final Vocabulary<StorageFacts> VOCABULARY = new Vocabulary<>(
            "a storage",
            List.of(
                    new Variable<>("name", SimpleType.STRING, "of the storage", StorageFacts::name),
                    new Variable<>("node", SimpleType.STRING, "the node it is seen from", StorageFacts::node),
                    new Variable<>(
                            "storageType",
                            SimpleType.STRING,
                            "`lvmthin`, `zfspool`, `rbd`, …",
                            StorageFacts::storageType),
                    new Variable<>(
                            "availableSpace",
                            SimpleType.UINT,
                            "bytes that are left and not promised yet",
                            storage -> UnsignedLong.fromLongBits(storage.availableSpace())),
                    new Variable<>(
                            "totalSpace",
                            SimpleType.UINT,
                            "bytes",
                            storage -> UnsignedLong.fromLongBits(storage.totalSpace())),
                    new Variable<>(
                            "usedFraction",
                            SimpleType.DOUBLE,
                            "part that is taken or promised, from 0.0 to 1.0",
                            StorageFacts::usedFraction),
                    new Variable<>("shared", SimpleType.BOOL, "whether its nodes see the same", StorageFacts::shared),
                    new Variable<>(
                            "content",
                            ListType.create(SimpleType.STRING),
                            "what it accepts: `images`, `iso`, …",
                            StorageFacts::content),
                    new Variable<>("cluster", SimpleType.STRING, "the Proxmox cluster's name", StorageFacts::cluster)),
            "name == \"local-lvm\"",
            "\"images\" in content",
            Map.ofEntries(
                    // type is CEL's own word for the type of a value.
                    Map.entry("type", "write storageType"),
                    Map.entry("storage", "write name"),
                    Map.entry("storageName", "write name"),
                    Map.entry("free", "write availableSpace"),
                    Map.entry("freeSpace", "write availableSpace"),
                    Map.entry("avail", "write availableSpace"),
                    Map.entry("available", "write availableSpace"),
                    Map.entry("size", "write totalSpace"),
                    Map.entry("used", "write usedFraction"),
                    Map.entry("nodeName", "write node"),
                    Map.entry("memoryFree", "ask that of the node, in node_selector"),
                    Map.entry("cpuFree", "ask that of the node, in node_selector"),
                    Map.entry("labels", "ask that of the node, in node_selector")));

    private static final SelectorCompiler<StorageFacts, StorageSelector> COMPILER =
            new SelectorCompiler<>(VOCABULARY, StorageSelector::new);

    /** Every storage. */
    public static final StorageSelector ANY = COMPILER.any();

    private final Expression<StorageFacts> expression;

    private StorageSelector(Expression<StorageFacts> expression) {
        this.expression = expression;
    }

    /** What became of asking a selector about one storage, or one node. */
    public sealed interface Match {

        /** It is true. */
        Match YES = new Yes();
        /** It is false. */
        Match NO = new No();

        record Yes() implements Match {}

        record No() implements Match {}

        /** The expression could not be evaluated for this one, such as a label that it has not. */
        record Fails(String why) implements Match {}
    }

    /** Compiles {@code text}, or tells what is wrong in it. Never throws on bad text. */
    public static SelectorResult<StorageSelector> compile(String text) {
        return COMPILER.compile(text);
    }

    /** Whether the storage may hold the disk. */
    public Match matches(StorageFacts storage) {
        return expression.matches(storage);
    }

    /** The expression as the class says it. */
    public String text() {
        return expression.text();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StorageSelector selector && selector.text().equals(text());
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
