package io.siderite.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.proxmoxsim.ProxmoxSim;
import io.siderite.proxmoxsim.VmView;
import io.siderite.proxmoxsim.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of six machines comes and goes, once, and what was seen of it on the way is looked at from all sides. */
class RoadTest {

    private static final int FOREIGN = 500;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** What there was at one moment. */
    private record Seen(
            List<VmView> vms,
            Map<String, String> registrations,
            Map<String, MachineRequestStatusSpec> statuses,
            Map<String, String> answers,
            Map<String, String> topics,
            Map<String, String> tables) {

        static Seen now(Peers peers, Instance instance) throws Exception {
            Map<String, String> answers = new TreeMap<>();
            for (String path : List.of("/api/v1/machines?gone=true", "/api/v1/nodes", "/q/health", "/q/metrics")) {
                answers.put(path, instance.get(path));
            }
            return new Seen(
                    peers.proxmox().vms(),
                    peers.omni().registrations(),
                    peers.statuses(),
                    answers,
                    Stored.topics(instance),
                    Stored.tables(instance.home()));
        }

        List<VmView> ours() {
            return vms.stream().filter(vm -> vm.vmid() != FOREIGN).toList();
        }

        VmView foreign() {
            return vms.stream().filter(vm -> vm.vmid() == FOREIGN).findFirst().orElseThrow();
        }
    }

    /** The whole of it. */
    private record Life(
            VmView planted,
            Seen provisioned,
            Program.Ended tap,
            Seen gone,
            List<String> leftovers,
            List<String> disksOfForeigners,
            int exitCode,
            String log,
            Map<String, String> files,
            Secrets secrets) {}

    @TempDir
    static Path directory;

    private static @Nullable Peers peers;
    private static @Nullable Life lived;

    @BeforeAll
    static void live() throws Exception {
        // The factory wants a password: the provisioner has to fetch the image itself.
        Peers world = Peers.start(OmniSimOptions.defaults().withBootAssetCredentials());
        peers = world;
        ProxmoxSim proxmox = world.proxmox();
        proxmox.foreignVm(
                "pve1",
                FOREIGN,
                Map.of("name", "somebody-elses", "tags", "siderite;prod", "memory", "4096", "cores", "2"),
                Set.of(new ProxmoxSim.Disk("scsi0", "fastpool", World.gib(8))),
                true);
        VmView planted = proxmox.vm(FOREIGN);
        String key = world.omni().serviceAccountKey(Peers.PROVIDER);
        try (Instance instance = Instance.serving(
                directory, world.configure(directory, key, world.omni().caPem()))) {
            instance.await(LIMIT, "Omni takes classes for it", () -> Peers.takesClasses(world.omni()));
            world.applyCluster();
            instance.await(
                    LIMIT,
                    "all six are registered and provisioned",
                    () -> world.omni().registrations().size() == 6 && world.provisioned() == 6);
            Seen provisioned = Seen.now(world, instance);
            Program.Ended tap = Program.CLI.run(
                    directory,
                    LIMIT,
                    "tap",
                    "machine.requested",
                    "vm.created",
                    "node.registered",
                    "--from-beginning",
                    "--limit",
                    "18",
                    "--home",
                    instance.home().toString());
            world.removeCluster();
            instance.await(
                    LIMIT, "nothing is left", () -> world.leftovers(FOREIGN).isEmpty());
            Seen gone = Seen.now(world, instance);
            int exitCode = instance.stop();
            lived = new Life(
                    planted,
                    provisioned,
                    tap,
                    gone,
                    world.leftovers(FOREIGN),
                    proxmox.diskVolumes(),
                    exitCode,
                    instance.log(),
                    Stored.files(instance.home()),
                    Secrets.of(world, key, Stored.password(instance.home())));
        }
    }

    @AfterAll
    static void stop() {
        if (peers != null) {
            peers.close();
        }
    }

    @Test
    void sixVmsRunOnThreeNodesAndEachIsTheMachineOfOneRequest() {
        List<VmView> vms = life().provisioned().ours();

        assertThat(vms).hasSize(6).allMatch(VmView::running).allMatch(VmView::joined);
        assertThat(vms).extracting(VmView::node).contains("pve1", "pve2", "pve3");
        assertThat(life().provisioned().registrations())
                .containsOnlyKeys(vms.stream().map(VmView::uuid).toList());
        assertThat(life().provisioned().registrations().values()).doesNotHaveDuplicates();
        assertThat(vms).allSatisfy(vm -> assertThat(vm.notes()).isEmpty());
        assertThat(macs(vms)).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void omniIsToldWhichMachineEachRequestBecame() {
        Map<String, MachineRequestStatusSpec> statuses = life().provisioned().statuses();

        assertThat(statuses).hasSize(6);
        statuses.forEach((request, status) -> {
            assertThat(status.getStage()).as(request).isEqualTo(MachineRequestStatusSpec.Stage.PROVISIONED);
            assertThat(status.getError()).as(request).isEmpty();
            assertThat(life().provisioned().registrations()).containsEntry(status.getId(), request);
        });
    }

    @Test
    void theTapShowsEighteenCloudEvents() throws Exception {
        Program.Ended tap = life().tap();

        assertThat(tap.code()).as("%s", tap.err()).isZero();
        assertThat(tap.out()).hasSize(18);
        Map<String, List<String>> subjects = new HashMap<>();
        for (String line : tap.out()) {
            JsonNode event = new ObjectMapper().readTree(line);
            assertThat(event.fieldNames())
                    .toIterable()
                    .contains("specversion", "id", "source", "type", "time", "subject", "revision", "data");
            subjects.computeIfAbsent(event.path("topic").asText(), _ -> new ArrayList<>())
                    .add(event.path("subject").asText());
        }
        assertThat(subjects).containsOnlyKeys("machine.requested", "vm.created", "node.registered");
        subjects.forEach((topic, machines) -> assertThat(machines)
                .as(topic)
                .containsExactlyInAnyOrderElementsOf(
                        life().provisioned().statuses().keySet()));
    }

    @Test
    void theApiTellsWhereEachMachineIs() throws Exception {
        JsonNode machines =
                new ObjectMapper().readTree(life().provisioned().answers().get("/api/v1/machines?gone=true"));

        assertThat(machines).hasSize(6);
        Map<String, VmView> byUuid =
                life().provisioned().ours().stream().collect(Collectors.toMap(VmView::uuid, vm -> vm));
        for (JsonNode machine : machines) {
            assertThat(byUuid).containsKey(machine.path("uuid").asText());
            VmView vm = Objects.requireNonNull(byUuid.get(machine.path("uuid").asText()));
            assertThat(machine.path("stage").asText()).isEqualTo("registered");
            assertThat(machine.path("node").asText()).isEqualTo(vm.node());
            assertThat(machine.path("vmid").asInt()).isEqualTo(vm.vmid());
            assertThat(machine.path("omniError").isNull()).as("%s", machine).isTrue();
        }
    }

    @Test
    void nothingIsLeftOfACluster() throws Exception {
        assertThat(life().leftovers()).isEmpty();
        assertThat(life().gone().ours()).isEmpty();
        assertThat(life().gone().statuses()).isEmpty();
        JsonNode machines = new ObjectMapper().readTree(life().gone().answers().get("/api/v1/machines?gone=true"));
        assertThat(machines)
                .hasSize(6)
                .allSatisfy(m -> assertThat(m.path("stage").asText()).isEqualTo("gone"));
    }

    @Test
    void aVmOfSomebodyElseIsLeftAsItWas() {
        assertThat(life().provisioned().foreign()).isEqualTo(life().planted());
        assertThat(life().gone().foreign()).isEqualTo(life().planted());
        assertThat(life().disksOfForeigners()).hasSize(1);
    }

    @Test
    void itStopsCleanlyWhenItIsToldTo() {
        assertThat(life().exitCode()).as(life().log()).isIn(0, 143);
        assertThat(life().files()).doesNotContainKey("run.json");
    }

    @Test
    void nothingWasPutAside() {
        life().gone().topics().forEach((topic, records) -> {
            if (topic.contains(".dlq.")) {
                assertThat(records).as(topic).isEmpty();
            }
        });
    }

    @Test
    void noSecretIsToldOrKept() {
        Secrets secrets = life().secrets();
        // What is searched has something in it.
        String request = life().provisioned().statuses().keySet().iterator().next();
        assertThat(life().gone().topics().get("machine.requested")).contains(request);
        assertThat(life().gone().tables().get("proxmox_provisioner.vm")).contains(request);

        List<String> found = new ArrayList<>();
        for (Seen seen : List.of(life().provisioned(), life().gone())) {
            found.addAll(secrets.in("topic", seen.topics()));
            found.addAll(secrets.in("table", seen.tables()));
            found.addAll(secrets.in("answer", seen.answers()));
        }
        found.addAll(secrets.in("file", life().files()));
        found.addAll(secrets.in("log", Map.of("siderite.log", life().log())));
        assertThat(found).isEmpty();
    }

    @Test
    void anImageWhoseUrlCarriesCredentialsIsUploadedAndProxmoxNeverHearsTheUrl() {
        ProxmoxSim proxmox = Objects.requireNonNull(peers).proxmox();

        assertThat(peers.omni().imageDownloads()).isNotEmpty();
        assertThat(proxmox.calls()).noneMatch(call -> call.path().endsWith("/download-url"));
        Map<String, String> said = new TreeMap<>();
        proxmox.tasks().forEach(task -> said.put("task " + task.upid(), String.join("\n", task.log())));
        proxmox.calls()
                .forEach(call -> said.put(
                        call.method() + " " + call.path(), call.params().toString()));
        life().provisioned()
                .ours()
                .forEach(vm -> said.put("VM " + vm.vmid(), vm.config().toString()));
        assertThat(life().secrets().in("Proxmox", said)).isEmpty();
    }

    private static List<String> macs(List<VmView> vms) {
        return vms.stream()
                .flatMap(vm -> vm.nics().stream())
                .map(nic -> nic.mac())
                .toList();
    }

    private static Life life() {
        return Objects.requireNonNull(lived);
    }
}
