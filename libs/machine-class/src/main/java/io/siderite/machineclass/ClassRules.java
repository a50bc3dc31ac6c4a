package io.siderite.machineclass;

import java.util.List;
import java.util.stream.Stream;

/** Every rule over several keys. */
final class ClassRules {

    static final List<Rule> ALL = Stream.of(
                    ComputeRules.RULES, DiskRules.RULES, NetworkRules.RULES, FirmwareRules.RULES, PlacingRules.RULES)
            .flatMap(List::stream)
            .toList();

    private ClassRules() {}

    static void check(Values top, List<Problem> problems) {
        ALL.forEach(rule -> rule.check().look(top, problems));
    }
}
