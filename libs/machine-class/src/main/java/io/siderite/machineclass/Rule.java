package io.siderite.machineclass;

import java.util.List;

/**
 * What must hold between several keys. Proxmox takes most of these at create and refuses them only at start.
 *
 * @param says the rule as a sentence, for the reference page
 */
record Rule(String says, Check check) {

    /** Looks for what breaks the rule; values that are not sound were told of already. */
    @FunctionalInterface
    interface Check {
        void look(Values top, List<Problem> problems);
    }
}
