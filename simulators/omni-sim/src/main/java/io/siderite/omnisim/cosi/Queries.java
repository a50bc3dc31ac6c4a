package io.siderite.omnisim.cosi;

import io.siderite.proto.cosi.IDQuery;
import io.siderite.proto.cosi.LabelQuery;
import io.siderite.proto.cosi.LabelTerm;
import io.siderite.proto.cosi.Resource;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** COSI's label and id queries as predicates. Pure. */
final class Queries {

    private Queries() {}

    /**
     * A resource matches when it matches any of the label queries (or there is none) and the id query.
     *
     * @throws PatternSyntaxException when the id query is no regular expression
     */
    static Predicate<Resource> matching(List<LabelQuery> labelQueries, IDQuery idQuery) {
        var id = Pattern.compile(idQuery.getRegexp());
        return resource -> id.matcher(resource.getMetadata().getId()).find()
                && (labelQueries.isEmpty() || labelQueries.stream().anyMatch(query -> matches(query, resource)));
    }

    private static boolean matches(LabelQuery query, Resource resource) {
        return query.getTermsList().stream().allMatch(term -> matches(term, resource) != term.getInvert());
    }

    private static boolean matches(LabelTerm term, Resource resource) {
        var labels = resource.getMetadata().getLabelsMap();
        var value = labels.get(term.getKey());
        if (value == null) {
            return false;
        }
        var wanted = term.getValueList();
        return switch (term.getOp()) {
            case EXISTS -> true;
            case EQUAL -> wanted.contains(value);
            case IN -> wanted.contains(value);
            case LT -> value.compareTo(first(wanted)) < 0;
            case LTE -> value.compareTo(first(wanted)) <= 0;
            case LT_NUMERIC -> numeric(value) < numeric(first(wanted));
            case LTE_NUMERIC -> numeric(value) <= numeric(first(wanted));
            case UNRECOGNIZED -> false;
        };
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** The value's number; NaN, which compares false to everything, when it is none. */
    private static double numeric(String value) {
        return value.matches("[+-]?\\d+(\\.\\d+)?") ? Double.parseDouble(value) : Double.NaN;
    }
}
