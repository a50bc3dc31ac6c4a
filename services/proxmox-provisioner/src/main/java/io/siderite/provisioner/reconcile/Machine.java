package io.siderite.provisioner.reconcile;

import com.google.protobuf.Message;
import io.siderite.eventing.Event;
import io.siderite.provisioner.core.Decision;
import io.siderite.provisioner.core.Vm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One machine as its row holds it.
 *
 * @param revision of the last event that was published about it
 * @param allocatedRevision of the last network.allocated that was applied
 * @param releasedRevision of the last machine.released that was applied
 * @param traceparent W3C trace context of the event that was applied last; empty text: none
 */
public record Machine(
        String requestId, Vm vm, long revision, long allocatedRevision, long releasedRevision, String traceparent) {

    /** A machine that nothing was heard of. */
    public static Machine unknown(String requestId) {
        return new Machine(requestId, new Vm.Unknown(), 0, 0, 0, "");
    }

    Machine allocated(long newRevision, Optional<String> trace) {
        return new Machine(requestId, vm, revision, newRevision, releasedRevision, trace.orElse(traceparent));
    }

    Machine released(long newRevision, Optional<String> trace) {
        return new Machine(requestId, vm, revision, allocatedRevision, newRevision, trace.orElse(traceparent));
    }

    /** The machine after a decision, with the decision's events. */
    Change after(Decision decision, Instant now) {
        List<Event> events = new ArrayList<>();
        long counted = decision.again() ? revision - 1 : revision;
        for (Message event : decision.events()) {
            counted++;
            events.add(
                    Event.of(requestId, counted, now, Optional.of(traceparent).filter(t -> !t.isEmpty()), event));
        }
        Machine after = new Machine(
                requestId,
                decision.vm(),
                Math.max(counted, revision),
                allocatedRevision,
                releasedRevision,
                traceparent);
        return new Change(after, events);
    }

    /** A machine to be saved, with the events that go with it. */
    public record Change(Machine machine, List<Event> events) {}
}
