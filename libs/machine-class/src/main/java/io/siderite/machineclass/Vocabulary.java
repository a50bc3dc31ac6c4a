package io.siderite.machineclass;

import java.util.List;
import java.util.Map;

/**
 * What a selector may speak of, and what people mean when they say it otherwise.
 *
 * @param of words for what is selected, such as "a storage"
 * @param example a comparison that is right
 * @param member a test for one of several that is right
 * @param meant names that people try, each with the advice they get
 */
record Vocabulary<F>(String of, List<Variable<F>> variables, String example, String member, Map<String, String> meant) {

    List<String> names() {
        return variables.stream().map(Variable::name).toList();
    }

    boolean knows(String name) {
        return names().contains(name);
    }
}
