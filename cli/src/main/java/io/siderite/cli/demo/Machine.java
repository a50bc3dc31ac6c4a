package io.siderite.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A machine as Siderite's API shows it; only what the demo needs of it. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Machine(
        String request,
        String set,
        String stage,
        @Nullable String step,
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
        Map<String, Double> secondsPerStage) {

    boolean gone() {
        return "gone".equals(stage);
    }

    /** Where it is on the road, in words. */
    String where() {
        String words = step == null || step.isBlank() ? stage : step;
        if (error != null && !error.isBlank()) {
            return words + ": " + error;
        }
        return waitingReasons.isEmpty() ? words : words + ": " + String.join("; ", waitingReasons);
    }

    /** Where its VM is, in words; empty as long as it has no place. */
    String place() {
        return node == null ? "" : vmid == null ? node : node + " VM " + vmid;
    }
}
