package io.siderite.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec.Stage;
import io.siderite.proxmoxsim.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a class, with the cluster or with our rights in it stands on the machine's request in Omni. */
class BadMachineTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void oneMachineMeetsAllOfItAndOmniIsToldEachTime() throws Exception {
        try (Peers peers = Peers.start(OmniSimOptions.defaults(), world());
                Instance instance = Instance.serving(directory, peers.configure(directory))) {
            instance.await(LIMIT, "Omni takes classes for it", () -> Peers.takesClasses(peers.omni()));

            assertThat(peers.omni()
                            .applyClass("typo", Peers.PROVIDER, Peers.WORKER_CLASS + "coers: 4\n")
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("coers");

            Peers.applySet(peers.omni(), Peers.WORKERS, Peers.WORKER_CLASS + "node: bare\n", 1);
            await(
                    instance,
                    peers,
                    "waiting for an ISO storage",
                    s -> s.getStage() == Stage.PROVISIONING
                            && s.getStatus().startsWith("waiting:")
                            && s.getStatus().contains("bare")
                            && s.getStatus().contains("accepts iso"));

            edit(peers, "cores: [\n");
            await(
                    instance,
                    peers,
                    "provider data that is no YAML",
                    s -> s.getStage() == Stage.FAILED && !s.getError().isEmpty());

            edit(peers, Peers.WORKER_CLASS + "coers: 4\n");
            await(
                    instance,
                    peers,
                    "a key that is none",
                    s -> s.getStage() == Stage.FAILED && s.getError().contains("coers"));

            edit(peers, Peers.WORKER_CLASS);
            await(
                    instance,
                    peers,
                    "a privilege that is missing",
                    s -> s.getStage() == Stage.PROVISIONING
                            && s.getError().contains("siderite check lists those that are missing"));
            assertThat(instance.log()).contains("create VM failed").contains("Permission check failed");
            assertThat(peers.proxmox().vms()).isEmpty();

            long lines = instance.log().lines().count();
            Duration cpu = instance.cpu();
            Thread.sleep(3000);
            assertThat(instance.log().lines().count() - lines)
                    .as(instance.tail())
                    .isLessThan(10);
            assertThat(instance.cpu().minus(cpu)).isLessThan(Duration.ofMillis(1500));

            peers.omni().deleteSet(Peers.WORKERS);
            instance.await(LIMIT, "nothing is left", () -> peers.leftovers().isEmpty());
        }
    }

    /** The usual cluster with one more node, which has no storage for ISOs; and our token may not create VMs. */
    private static World world() {
        World usual = World.seedLike().build();
        World.NodeSpec first = usual.nodes().getFirst();
        World.NodeSpec bare = new World.NodeSpec(
                "bare",
                first.cpus(),
                first.memory(),
                first.storages().stream()
                        .filter(s -> !s.content().contains("iso"))
                        .toList(),
                first.bridges());
        var builder = World.builder().cluster("seed").speed(0.1);
        usual.nodes().forEach(builder::node);
        return builder.node(bare)
                .user("root@pam", "unused")
                .leastPrivileged("siderite@pve", "siderite")
                .allow("siderite@pve", "/", false, Set.of("Sys.Audit"))
                .deny("/vms")
                .allow(
                        "siderite@pve",
                        "/vms",
                        true,
                        Set.of(
                                "VM.Audit",
                                "VM.PowerMgmt",
                                "VM.Config.CPU",
                                "VM.Config.Memory",
                                "VM.Config.HWType",
                                "VM.Config.Options",
                                "VM.Config.Network",
                                "VM.Config.Disk",
                                "VM.Config.CDROM"))
                .build();
    }

    private static void edit(Peers peers, String providerData) {
        String request = peers.statuses().keySet().iterator().next();
        peers.omni().edit(request, spec -> spec.setProviderData(providerData));
    }

    private static void await(Instance instance, Peers peers, String what, Predicate<MachineRequestStatusSpec> told)
            throws Exception {
        try {
            instance.await(LIMIT, what, () -> peers.statuses().values().stream().anyMatch(told));
        } catch (AssertionError e) {
            throw new AssertionError(
                    "Omni was told " + List.copyOf(peers.statuses().values()), e);
        }
    }
}
