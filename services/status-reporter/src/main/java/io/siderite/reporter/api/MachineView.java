package io.siderite.reporter.api;

import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Milestone;
import io.siderite.reporter.core.Place;
import io.siderite.reporter.core.Said;
import io.siderite.reporter.core.Stage;
import io.siderite.reporter.store.Stored;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A machine as the API shows it. What is not known is null, or empty for a list.
 *
 * @param request the machine-request id
 * @param set the request set
 * @param stage requested, waiting, refused, placed, allocated, creating, created, registered, withdrawn, released,
 *     deleted or gone
 * @param step what is being done or waited for, such as "create VM (3/7)"
 * @param waitingReasons why it can't be served now
 * @param error the last error, until the step that failed succeeds
 * @param omniError why Omni can't be told now what it should say of the machine
 * @param cluster Proxmox cluster
 * @param storages of its disks, in order
 * @param macs of its NICs, in order
 * @param addresses fixed ones, CIDR notation
 * @param attempt counts placements, from 1
 * @param registered whether it booted and joined Omni
 * @param timeline the milestones it passed, by time
 * @param secondsPerStage from each milestone to the next
 */
public record MachineView(
        String request,
        String set,
        String stage,
        String step,
        List<String> waitingReasons,
        @Nullable String error,
        @Nullable String omniError,
        @Nullable String cluster,
        @Nullable String node,
        @Nullable Integer vmid,
        @Nullable String uuid,
        @Nullable String name,
        List<String> storages,
        List<String> macs,
        List<String> addresses,
        int attempt,
        boolean registered,
        List<Passed> timeline,
        Map<String, Double> secondsPerStage,
        @Nullable Instant requestedAt,
        @Nullable Instant updatedAt) {

    /** A milestone and when it was passed. */
    public record Passed(String stage, Instant at) {}

    static MachineView of(Stored stored) {
        Machine machine = stored.machine();
        Stage stage = machine.stage();
        Optional<Place> place = machine.place();
        Optional<VmIdentity> vm = machine.vm();
        return new MachineView(
                machine.id(),
                machine.requestSet(),
                stage.milestone().label(),
                stage.words(),
                stage instanceof Stage.Waiting waiting ? waiting.reasons() : List.of(),
                machine.error().orElse(null),
                stored.omniError().orElse(null),
                place.map(Place::cluster).orElse(null),
                place.map(Place::node).orElse(null),
                vm.map(VmIdentity::getVmid).filter(id -> id != 0).orElse(null),
                machine.uuid().orElse(null),
                vm.map(VmIdentity::getName).filter(n -> !n.isEmpty()).orElse(null),
                machine.storages(),
                nics(machine).map(Nic::getMac).toList(),
                nics(machine).flatMap(n -> n.getAddressesList().stream()).toList(),
                machine.attempt(),
                machine.registered(),
                machine.timeline().entries().stream()
                        .map(e -> new Passed(e.milestone().label(), e.at()))
                        .toList(),
                seconds(machine),
                machine.timeline().at(Milestone.REQUESTED).orElse(null),
                machine.updatedAt().orElse(null));
    }

    private static Stream<Nic> nics(Machine machine) {
        return machine.facts().last(NetworkAllocated.class).map(Said::data).stream()
                .flatMap(n -> n.getNicsList().stream());
    }

    private static Map<String, Double> seconds(Machine machine) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        machine.timeline()
                .durations()
                .forEach((milestone, duration) -> seconds.put(milestone.label(), duration.toMillis() / 1000.0));
        return seconds;
    }
}
