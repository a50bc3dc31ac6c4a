package io.siderite.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a demo came to.
 *
 * @param machines that were provisioned, with what is known of each
 * @param seconds from the cluster asked for to the last machine registered
 * @param scaleDownSeconds from the cluster taken away to nothing left; null when it was not
 */
record Report(
        List<Line> machines,
        double seconds,
        @org.jspecify.annotations.Nullable Double scaleDownSeconds) {

    /** One machine. */
    record Line(
            String request,
            String uuid,
            int vmid,
            String cluster,
            String node,
            String storage,
            List<String> storages,
            List<String> macs,
            List<String> addresses,
            boolean registered,
            Map<String, Double> secondsPerStage) {

        static Line of(Machine machine) {
            return new Line(
                    machine.request(),
                    machine.uuid() == null ? "" : machine.uuid(),
                    machine.vmid() == null ? 0 : machine.vmid(),
                    machine.cluster() == null ? "" : machine.cluster(),
                    machine.node() == null ? "" : machine.node(),
                    machine.storages().isEmpty() ? "" : machine.storages().getFirst(),
                    machine.storages(),
                    machine.macs(),
                    machine.addresses(),
                    machine.registered(),
                    machine.secondsPerStage());
        }
    }

    Report scaledDown(double took) {
        return new Report(machines, seconds, took);
    }

    void write(Path file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
    }

    /** The machines as a table for people. */
    String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%n%-32s %-6s %-6s %-10s %-18s %s%n",
                "machine",
                "node",
                "VM",
                "storage",
                "address",
                "MACs"));
        for (Line line : machines) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-32s %-6s %-6d %-10s %-18s %s%n",
                    line.request(),
                    line.node(),
                    line.vmid(),
                    line.storage(),
                    String.join(" ", line.addresses()),
                    String.join(" ", line.macs())));
        }
        return text.toString();
    }
}
