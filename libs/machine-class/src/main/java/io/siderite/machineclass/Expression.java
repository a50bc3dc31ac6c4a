package io.siderite.machineclass;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import io.siderite.machineclass.StorageSelector.Match;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A compiled CEL expression over facts of one kind.
 *
 * @param values how each variable is read; only those that the expression comes to are
 */
record Expression<F>(String text, CelRuntime.Program program, Map<String, Function<F, Object>> values) {

    Match matches(F facts) {
        CelVariableResolver resolver =
                name -> Optional.ofNullable(values.get(name)).map(of -> of.apply(facts));
        try {
            return Boolean.TRUE.equals(program.eval(resolver)) ? Match.YES : Match.NO;
        } catch (CelEvaluationException e) {
            return new Match.Fails(why(e));
        }
    }

    private static String why(CelEvaluationException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure.getErrorCode() != CelErrorCode.ATTRIBUTE_NOT_FOUND) {
            return message;
        }
        String key = message.substring(message.lastIndexOf(' ') + 1);
        return "there is no label %s; ask first: \"%s\" in labels && …".formatted(key, key);
    }
}
