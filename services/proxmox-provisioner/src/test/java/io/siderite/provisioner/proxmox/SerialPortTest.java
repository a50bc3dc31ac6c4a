package io.siderite.provisioner.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.placement.LeftOut;
import io.siderite.placement.Placing;
import io.siderite.placement.TestingCluster;
import io.siderite.placement.Verdict;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.proxmox.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A class's serial port from its text to Proxmox: what the class does not say is lost nowhere on the way, nor what it does. */
class SerialPortTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({"'', socket", "serial: socket, socket", "serial: /dev/ttyS0, /dev/ttyS0"})
    void itIsTheClassesElseASocket(String line, String port) {
        assertThat(parameters(line)).containsEntry("serial0", port);
    }

    @Test
    void noneIsNone() {
        assertThat(parameters("serial: none")).doesNotContainKey("serial0").doesNotContainValue("none");
    }

    private static Map<String, String> parameters(String line) {
        NetworkAllocated allocated = Allocations.on("main", "pve1", "w-abc123").toBuilder()
                .setSpec(spec("cores: 2\nmemory: 4096\ndisk_size: 20\n" + line))
                .build();
        Outcome<Map<String, String>> made =
                VmParameters.of(Plan.of(allocated).at("pve1", 5000).withImage("siderite-key.iso"));
        return made instanceof Outcome.Done<Map<String, String>> done ? done.value() : Map.of();
    }

    /** What class-evaluator makes of a class. */
    private static VmSpec spec(String machineClass) {
        TestingCluster cluster = new TestingCluster()
                .node("pve1", 64, node -> node.setRootLogin(true).addStorages(TestingCluster.storage("fast", 1000)));
        Verdict verdict = Placing.place(
                TestingCluster.ask(
                        TestingCluster.machineClass(machineClass), TestingCluster.request("w-abc123", "workers")),
                cluster.world(),
                LeftOut.NOTHING);
        assertThat(verdict).isInstanceOf(Verdict.Placed.class);
        return ((Verdict.Placed) verdict).plan().spec();
    }
}
