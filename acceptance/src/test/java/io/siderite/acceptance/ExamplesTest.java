package io.siderite.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.siderite.contracts.proxmox.FakePve;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec.Stage;
import io.siderite.proxmoxsim.VmView;
import io.siderite.proxmoxsim.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every class of docs/examples/classes becomes a VM, and what Proxmox has stored of it is compared key by key. */
class ExamplesTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static final String STORAGE_NETWORK = """
              networks:
                storage: {%s, subnet: 172.31.250.0/24, ranges: 172.31.250.21-172.31.250.29}
            """;

    @TempDir
    Path directory;

    @Test
    void eachIsMadeOnTheSimulatedProxmox() throws Exception {
        World world = World.seedLike()
                .speed(0.1)
                .allow("siderite@pve", "/", false, Set.of("Sys.Console"))
                .build();
        try (Peers peers = Peers.start(OmniSimOptions.defaults(), world)) {
            List<String> arguments = peers.configure(directory);
            add(STORAGE_NETWORK.formatted("bridge: vmbr1, mtu: 9000"));
            try (Instance instance = Instance.serving(directory, arguments)) {
                Map<String, Example> all = Example.all();
                apply(instance, peers.omni(), all.values());

                Map<String, Map<String, String>> stored = new TreeMap<>();
                for (VmView vm : peers.proxmox().vms()) {
                    stored.put(vm.uuid(), vm.config());
                }
                compare(peers.omni(), all, stored);
            }
        }
    }

    /** Its node is small, has one bridge, keeps no HA resources and knows no mappings. */
    @Test
    void thoseItHasRoomForAreMadeOnFakepve() throws Exception {
        try (FakePve pve = FakePve.start();
                OmniSim omni = OmniSim.start(OmniSimOptions.defaults())) {
            PveApi api = PveApi.login(pve);
            api.addDiskStorage("fastpool");
            api.addDiskStorage("ssdpool");
            List<String> arguments = FakePveTest.configure(directory, pve, omni);
            add(STORAGE_NETWORK.formatted("bridge: vmbr0, vlan: 250, mtu: 1500") + """
                      evaluator:
                        host-reserve: 0M
                        host-reserve-fraction: 0
                    """);
            try (Instance instance = Instance.serving(directory, arguments)) {
                Map<String, Example> small = new TreeMap<>();
                Example.all().forEach((name, example) -> {
                    if (!Set.of("gpu-worker", "ha").contains(name)) {
                        small.put(name, example.small());
                    }
                });
                apply(instance, omni, small.values());

                Map<String, Map<String, String>> stored = new TreeMap<>();
                for (JsonNode vm : api.vms()) {
                    Map<String, String> config = new TreeMap<>();
                    api.config(vm)
                            .properties()
                            .forEach(e -> config.put(e.getKey(), e.getValue().asText()));
                    stored.put(ExpectedVm.uuid(config), config);
                }
                compare(omni, small, stored);
            }
        }
    }

    private void add(String configuration) throws IOException {
        Files.writeString(directory.resolve("siderite.yaml"), configuration, StandardOpenOption.APPEND);
    }

    private static void apply(Instance instance, OmniSim omni, Collection<Example> examples)
            throws InterruptedException {
        instance.await(LIMIT, "Omni takes classes for it", () -> Peers.takesClasses(omni));
        for (Example example : examples) {
            Peers.applySet(omni, example.name(), example.providerData(), 1);
        }
        instance.await(
                LIMIT,
                "a machine of each class is provisioned",
                () -> Peers.statuses(omni).values().stream()
                                .filter(s -> s.getStage() == Stage.PROVISIONED)
                                .count()
                        == examples.size());
    }

    private static void compare(OmniSim omni, Map<String, Example> examples, Map<String, Map<String, String>> stored) {
        Map<String, List<String>> differences = new TreeMap<>();
        for (Map.Entry<String, MachineRequestStatusSpec> status :
                Peers.statuses(omni).entrySet()) {
            String request = status.getKey();
            String set = request.substring(0, request.lastIndexOf('-'));
            Example example = Objects.requireNonNull(examples.get(set), () -> "no example is called " + set);
            List<String> found = example.expected()
                    .differences(stored.getOrDefault(status.getValue().getId(), Map.of()), request);
            if (!found.isEmpty()) {
                differences.put(example.name(), found);
            }
        }
        assertThat(differences).isEmpty();
    }
}
