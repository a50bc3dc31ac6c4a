package io.siderite.provisioner.core;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;

/**
 * What follows from a state and an observation.
 *
 * @param vm the next state
 * @param effect what to do now; whoever can't do it now finds it again with {@link Observation.Due}
 * @param events to be published with the saving of the state
 * @param again whether the events were published before and go out under their old revision
 */
public record Decision(Vm vm, Optional<Effect> effect, List<Message> events, boolean again) {

    static Decision stay(Vm vm) {
        return new Decision(vm, Optional.empty(), List.of(), false);
    }

    static Decision to(Vm vm, Message... events) {
        return new Decision(vm, Optional.empty(), List.of(events), false);
    }

    static Decision to(Vm vm, List<Message> events) {
        return new Decision(vm, Optional.empty(), events, false);
    }

    static Decision act(Vm vm, Effect effect) {
        return act(vm, effect, List.of());
    }

    static Decision act(Vm vm, Effect effect, List<Message> events) {
        return new Decision(vm, Optional.of(effect), events, false);
    }

    static Decision repeat(Vm vm, Message event) {
        return new Decision(vm, Optional.empty(), List.of(event), true);
    }
}
