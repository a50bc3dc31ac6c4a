package io.siderite.machineclass;

import com.google.common.primitives.UnsignedLong;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression that says which storages may hold a disk, compiled. It comes from outside: its size and depth are
 * bounded and macros are off, so that it can't loop. Two selectors of the same text are equal.
 */
public final class StorageSelector {

    /** Characters of an expression. */
    static final int MAX_SIZE = 2048;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_REGEX = 10_000;
    private static final int CACHED = 256;

    /** Every variable of an expression, with its type. */
    static final Map<String, CelType> VARIABLES = variables();

    private static final Cel CEL = cel();

    /** Compiling costs about a millisecond and a class is read again for each of its machines. */
    private static final Map<String, SelectorResult> COMPILED =
            Collections.synchronizedMap(new LinkedHashMap<>(CACHED, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, SelectorResult> eldest) {
                    return size() > CACHED;
                }
            });

    /** Every storage. */
    public static final StorageSelector ANY = any();

    private final String text;
    private final CelRuntime.Program program;

    private StorageSelector(String text, CelRuntime.Program program) {
        this.text = text;
        this.program = program;
    }

    /** What became of asking a selector about one storage. */
    public sealed interface Match {
        record Yes() implements Match {}

        record No() implements Match {}

        /** The expression could not be evaluated for this storage, such as an index out of bounds. */
        record Fails(String why) implements Match {}
    }

    /** Compiles {@code text}, or tells what is wrong in it. Never throws on bad text. */
    public static SelectorResult compile(String text) {
        if (text.length() > MAX_SIZE) {
            return SelectorFaults.tooLong(text);
        }
        return COMPILED.computeIfAbsent(text, StorageSelector::compiled);
    }

    private static SelectorResult compiled(String text) {
        var result = CEL.compile(text);
        if (result.hasError()) {
            return new SelectorResult.Refused(SelectorFaults.of(text, result.getErrors()));
        }
        try {
            return new SelectorResult.Compiled(new StorageSelector(text, CEL.createProgram(result.getAst())));
        } catch (CelValidationException e) {
            return new SelectorResult.Refused(SelectorFaults.of(text, e.getErrors()));
        } catch (CelEvaluationException e) {
            return new SelectorResult.Refused(List.of(SelectorFaults.unplaced(text, String.valueOf(e.getMessage()))));
        }
    }

    /** Whether the storage may hold the disk. */
    public Match matches(StorageFacts storage) {
        try {
            return Boolean.TRUE.equals(program.eval(bind(storage))) ? new Match.Yes() : new Match.No();
        } catch (CelEvaluationException e) {
            return new Match.Fails(String.valueOf(e.getMessage()));
        }
    }

    /** The expression as the class says it. */
    public String text() {
        return text;
    }

    private static Map<String, Object> bind(StorageFacts storage) {
        return Map.of(
                "name", storage.name(),
                "node", storage.node(),
                "cluster", storage.cluster(),
                "storageType", storage.storageType(),
                "availableSpace", UnsignedLong.fromLongBits(storage.availableSpace()),
                "totalSpace", UnsignedLong.fromLongBits(storage.totalSpace()),
                "usedFraction", storage.usedFraction(),
                "shared", storage.shared(),
                "content", storage.content());
    }

    private static Map<String, CelType> variables() {
        var variables = new LinkedHashMap<String, CelType>();
        variables.put("name", SimpleType.STRING);
        variables.put("node", SimpleType.STRING);
        variables.put("storageType", SimpleType.STRING);
        variables.put("availableSpace", SimpleType.UINT);
        variables.put("totalSpace", SimpleType.UINT);
        variables.put("usedFraction", SimpleType.DOUBLE);
        variables.put("shared", SimpleType.BOOL);
        variables.put("content", ListType.create(SimpleType.STRING));
        variables.put("cluster", SimpleType.STRING);
        return Collections.unmodifiableMap(variables);
    }

    private static Cel cel() {
        var builder = CelFactory.standardCelBuilder()
                .setStandardMacros(List.of())
                .setOptions(CelOptions.current()
                        .maxExpressionCodePointSize(MAX_SIZE)
                        .maxParseRecursionDepth(MAX_DEPTH)
                        .comprehensionMaxIterations(0)
                        .maxRegexProgramSize(MAX_REGEX)
                        .build())
                .setResultType(SimpleType.BOOL);
        VARIABLES.forEach(builder::addVar);
        return builder.build();
    }

    private static StorageSelector any() {
        return switch (compile("true")) {
            case SelectorResult.Compiled compiled -> compiled.selector();
            case SelectorResult.Refused refused -> throw new IllegalStateException(refused.toString());
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StorageSelector selector && selector.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
