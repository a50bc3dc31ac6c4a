package io.siderite.machineclass;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compiles selectors over one vocabulary. Their text comes from outside: its size and depth are bounded and macros are
 * off, so that no expression can loop.
 *
 * @param <F> what a selector is asked about
 * @param <S> the selector
 */
final class SelectorCompiler<F, S> {

    /** Characters of an expression. */
    static final int MAX_SIZE = 2048;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_REGEX = 10_000;
    private static final int CACHED = 256;

    private final Vocabulary<F> vocabulary;
    private final Map<String, Function<F, Object>> values;
    private final Function<Expression<F>, S> typed;
    private final Cel cel;
    private final BoundedCache<SelectorResult<S>> compiled = new BoundedCache<>(CACHED, this::compiled);

    SelectorCompiler(Vocabulary<F> vocabulary, Function<Expression<F>, S> typed) {
        this.vocabulary = vocabulary;
        this.values = vocabulary.variables().stream().collect(Collectors.toMap(Variable::name, Variable::of));
        this.typed = typed;
        this.cel = cel(vocabulary);
    }

    /** Compiles {@code text}, or tells what is wrong in it. Never throws on bad text. */
    SelectorResult<S> compile(String text) {
        return text.length() > MAX_SIZE
                ? new SelectorResult.Refused<>(List.of(SelectorFaults.tooLong(text)))
                : compiled.get(text);
    }

    /** The selector that is true of everything. */
    S any() {
        return switch (compile("true")) {
            case SelectorResult.Compiled<S> any -> any.selector();
            case SelectorResult.Refused<S> refused -> throw new IllegalStateException(refused.toString());
        };
    }

    private SelectorResult<S> compiled(String text) {
        var result = cel.compile(text);
        if (result.hasError()) {
            return refused(text);
        }
        var patterns = SelectorFaults.patterns(text);
        if (!patterns.isEmpty()) {
            return new SelectorResult.Refused<>(patterns);
        }
        try {
            var program = cel.createProgram(result.getAst());
            return new SelectorResult.Compiled<>(typed.apply(new Expression<>(text, program, values)));
        } catch (CelValidationException _) {
            return refused(text);
        } catch (CelEvaluationException e) {
            return new SelectorResult.Refused<>(List.of(SelectorFaults.unplaced(text, String.valueOf(e.getMessage()))));
        }
    }

    private SelectorResult<S> refused(String text) {
        return new SelectorResult.Refused<>(new SelectorFaults(vocabulary, this::issues).of(text));
    }

    private List<CelIssue> issues(String text) {
        return cel.compile(text).getErrors();
    }

    private static Cel cel(Vocabulary<?> vocabulary) {
        var builder = CelFactory.standardCelBuilder()
                .setStandardMacros(List.of())
                .setOptions(CelOptions.current()
                        .maxExpressionCodePointSize(MAX_SIZE)
                        .maxParseRecursionDepth(MAX_DEPTH)
                        .comprehensionMaxIterations(0)
                        .maxRegexProgramSize(MAX_REGEX)
                        .build())
                .setResultType(SimpleType.BOOL);
        vocabulary.variables().forEach(variable -> builder.addVar(variable.name(), variable.type()));
        return builder.build();
    }
}
