package io.siderite.provisioner.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.HighAvailability;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.HaManaged;
import io.siderite.provisioner.core.Observation.Stands;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.FakeHa;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.VirtualClock;
import io.siderite.proxmox.HaManager;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.HaManager.HaRule;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HaTest {

    private static final String NODES = "omni-home-workers-naff";
    private static final String APART = "omni-home-workers-raff";

    private final VirtualClock clock = new VirtualClock();
    private final FakeProxmox proxmox = new FakeProxmox(clock, 1);
    private final FakeHa ha = proxmox.ha();
    private final VmSteps steps = new VmSteps(proxmox);

    @BeforeEach
    void nothingGoesWrong() {
        proxmox.beKind();
    }

    @Test
    void theSecondMachineOfASetMakesTheRuleThatTakesTwo() {
        Plan one = made(5000, forHa("m-1"));
        Plan two = made(5001, forHa("m-2"));

        assertThat(steps.registerHa(one)).isEqualTo(new Stands(Step.REGISTER_HA, "pve1"));
        assertThat(ha.members()).containsOnly(Map.entry(NODES, List.of("vm:5000")));
        assertThat(ha.rule(NODES).nodes()).containsExactly("pve1", "pve2");
        assertThat(ha.resource("vm:5000"))
                .isEqualTo(new HaResource("vm:5000", "started", "", 1, 1, Optional.empty(), ""));

        assertThat(steps.registerHa(two)).isInstanceOf(Stands.class);
        assertThat(ha.members())
                .containsOnly(
                        Map.entry(NODES, List.of("vm:5000", "vm:5001")),
                        Map.entry(APART, List.of("vm:5000", "vm:5001")));
        assertThat(ha.rule(APART).affinity()).isEqualTo("negative");
        assertThat(steps.registerHa(two)).as("once more changes nothing").isInstanceOf(Stands.class);
        assertThat(ha.members().get(APART)).containsExactly("vm:5000", "vm:5001");

        assertThat(steps.leaveHa(one)).isEqualTo(new Stands(Step.LEAVE_HA, "pve1"));
        assertThat(ha.members()).containsOnly(Map.entry(NODES, List.of("vm:5001")));
        assertThat(steps.leaveHa(two)).isInstanceOf(Stands.class);
        assertThat(ha.members()).isEmpty();
        assertThat(ha.sids()).isEmpty();
        assertThat(steps.leaveHa(two)).as("once more changes nothing").isInstanceOf(Stands.class);
    }

    @Test
    void onlyMachinesOfTheSetAreItsMates() {
        NetworkAllocated.Builder other = forHa("o-1").toBuilder();
        other.getRequestBuilder().setRequestSet("others");
        // A tag is anybody's.
        other.getSpecBuilder().addTags("home-workers");
        Plan stranger = made(5000, other.build());
        steps.registerHa(stranger);
        proxmox.foreign(5001);
        ha.put(new HaResource("vm:5001", "started", "", 1, 1, Optional.empty(), ""));

        assertThat(steps.registerHa(made(5002, forHa("m-1")))).isInstanceOf(Stands.class);

        assertThat(ha.members()).doesNotContainKey(APART);
    }

    @Test
    void anOperatorsRuleTakesTheVmAndStaysWhenItGoes() {
        NetworkAllocated allocated = with(forHa("m-1"), wanted -> wanted.addRules("near-storage"));
        Plan plan = made(5000, allocated);

        assertThat(steps.registerHa(plan)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.REJECTED);
            assertThat(failed.failure().why()).contains("VM 5000", "'near-storage'", "make it in Proxmox");
        });
        ha.put(HaRule.nodeAffinity("near-storage", List.of("vm:100"), List.of("pve3:2"), false, "mine"));

        assertThat(steps.registerHa(plan)).isInstanceOf(Stands.class);
        assertThat(ha.members().get("near-storage")).containsExactly("vm:100", "vm:5000");
        assertThat(ha.rule("near-storage").nodes()).containsExactly("pve3:2");

        assertThat(steps.leaveHa(plan)).isInstanceOf(Stands.class);
        assertThat(ha.members()).containsOnly(Map.entry("near-storage", List.of("vm:100")));
    }

    @Test
    void whatAPersonGaveToHaIsTakenOutBeforeItIsStopped() {
        Plan plan = made(5000, Allocations.on("home", "pve1", "m-1"));
        ha.put(new HaResource("vm:5000", "started", "by hand", 1, 1, Optional.empty(), ""));
        ha.put(new HaResource("vm:100", "started", "theirs", 1, 1, Optional.empty(), ""));

        assertThat(steps.stop(plan)).isEqualTo(new HaManaged(Step.STOP_VM));
        assertThat(steps.destroy(plan)).isEqualTo(new HaManaged(Step.DESTROY_VM));
        assertThat(steps.leaveHa(plan)).isInstanceOf(Stands.class);
        assertThat(steps.stop(plan)).isInstanceOf(Observation.TaskStarted.class);
        assertThat(ha.sids()).containsExactly("vm:100");
    }

    @Test
    void aVmThatHaMovedIsTakenOutWhereItIs() {
        Plan plan = made(5000, forHa("m-1"));
        steps.registerHa(plan);
        proxmox.move(5000, "pve3");

        assertThat(steps.leaveHa(plan)).isEqualTo(new Stands(Step.LEAVE_HA, "pve3"));
        assertThat(steps.stop(plan))
                .isInstanceOfSatisfying(
                        Observation.TaskStarted.class,
                        started -> assertThat(started.node()).isEqualTo("pve3"));
    }

    @Test
    void whatHaStillSaysOfAVmThatSomebodyRemovedGoesToo() {
        Plan plan = Plan.of(forHa("m-1")).at("pve1", 5000).withImage("x.iso");
        ha.put(new HaResource("vm:5000", "started", "", 1, 1, Optional.empty(), ""));

        assertThat(steps.leaveHa(plan)).isEqualTo(new Observation.Gone(Step.LEAVE_HA));
        assertThat(ha.sids()).isEmpty();

        proxmox.foreign(5000);
        ha.put(new HaResource("vm:5000", "started", "theirs now", 1, 1, Optional.empty(), ""));
        assertThat(steps.leaveHa(plan)).isEqualTo(new Observation.Gone(Step.LEAVE_HA));
        assertThat(ha.sids()).containsExactly("vm:5000");
    }

    @Test
    void aRuleThatIsChangedAtTheSameTimeIsReadAgain() {
        Plan one = made(5000, forHa("m-1"));
        steps.registerHa(one);
        Plan two = made(5001, forHa("m-2"));
        ha.meddle(() -> ha.meddle(() -> ha.put(ha.rule(NODES).withResources(List.of("vm:5000", "vm:7")))));

        assertThat(steps.registerHa(two))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.LOCKED));
        assertThat(steps.registerHa(two)).isInstanceOf(Stands.class);
        assertThat(ha.members().get(NODES)).containsExactly("vm:5000", "vm:7", "vm:5001");
    }

    @Test
    void proxmoxEightHasGroups() {
        ha.byGroups();
        NetworkAllocated allocated = with(
                forHa("m-1"),
                wanted -> wanted.clearResourceAffinity().setStrict(true).setFailback(false));
        Plan plan = made(5000, allocated);

        assertThat(steps.registerHa(plan)).isInstanceOf(Stands.class);
        assertThat(ha.resource("vm:5000").group()).isEqualTo("omni-home-workers");
        assertThat(ha.allGroups().get("omni-home-workers")).satisfies(group -> {
            assertThat(group.nodes()).containsExactly("pve1", "pve2");
            assertThat(group.restricted()).isTrue();
            assertThat(group.noFailback()).isTrue();
        });
        assertThat(steps.registerHa(made(5001, forHa("m-2"))))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.failure().why()).contains("resource_affinity", "Proxmox VE 9"));

        assertThat(steps.leaveHa(plan)).isInstanceOf(Stands.class);
        assertThat(ha.sids()).isEmpty();
        assertThat(ha.allGroups()).isEmpty();
    }

    @Test
    void whatAnOperatorChangedInTheSetsRulesStays() {
        steps.registerHa(made(5000, forHa("m-1")));
        steps.registerHa(made(5001, forHa("m-2")));
        ha.put(HaRule.nodeAffinity(NODES, List.of("vm:5000", "vm:5001"), List.of("pve3"), true, "mine"));
        ha.put(HaRule.resourceAffinity(APART, List.of("vm:5000", "vm:5001"), "positive", "mine"));

        assertThat(steps.registerHa(made(5002, forHa("m-3")))).isInstanceOf(Stands.class);

        List<String> all = List.of("vm:5000", "vm:5001", "vm:5002");
        assertThat(ha.rule(NODES)).isEqualTo(ha.rule(NODES).withResources(all));
        assertThat(ha.rule(NODES).nodes()).containsExactly("pve3");
        assertThat(ha.rule(NODES).strict()).isTrue();
        assertThat(ha.rule(APART).affinity()).isEqualTo("positive");
        assertThat(ha.rule(APART).resources()).isEqualTo(all);
    }

    @Test
    void whatAnOperatorChangedInAGroupOrAResourceStays() {
        ha.byGroups();
        NetworkAllocated allocated = with(forHa("m-1"), HighAvailability.Builder::clearResourceAffinity);
        Plan one = made(5000, allocated);
        HaManager.HaGroup theirs = new HaManager.HaGroup("omni-home-workers", List.of("pve3"), true, true, "mine", "");
        ha.addGroup(theirs);
        ha.put(new HaResource("vm:5000", "ignored", "by hand", 5, 6, Optional.empty(), ""));

        assertThat(steps.registerHa(one)).isInstanceOf(Stands.class);

        assertThat(ha.allGroups()).containsOnly(Map.entry("omni-home-workers", theirs));
        assertThat(ha.resource("vm:5000"))
                .isEqualTo(
                        new HaResource("vm:5000", "ignored", "by hand", 5, 6, Optional.empty(), "omni-home-workers"));
    }

    @Test
    void anOperatorsRuleThatGoesWithTheVmIsNamed() {
        HaNames names = HaNames.of(Plan.of(forHa("m-1")).at("pve1", 5000));
        HaRule last = HaRule.nodeAffinity("last", List.of("vm:5000"), List.of("pve3"), false, "");
        HaRule pair = HaRule.resourceAffinity("pair", List.of("vm:5000", "vm:7"), "negative", "");
        HaRule many = HaRule.nodeAffinity("many", List.of("vm:5000", "vm:7"), List.of("pve3"), false, "");
        HaRule ours = HaRule.nodeAffinity(NODES, List.of("vm:5000"), List.of("pve1"), false, "");
        HaRule others = HaRule.nodeAffinity("others", List.of("vm:7"), List.of("pve1"), false, "");

        assertThat(HaExit.emptied(List.of(last, pair, many, ours, others), names))
                .containsExactly(last);
    }

    @Test
    void whoMayNotReadHaCanStillRemoveWhatHaNeverHad() {
        Plan plan = made(5000, forHa("m-1"));
        ha.forbid();

        assertThat(steps.registerHa(plan))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.DENIED));
        assertThat(steps.leaveHa(plan)).isInstanceOf(Stands.class);
    }

    @Test
    void namesAreWhatProxmoxTakes() {
        NetworkAllocated.Builder odd = forHa("m-1").toBuilder();
        odd.getRequestBuilder().setRequestSet("Kühl & frisch".repeat(9));

        HaNames names = HaNames.of(Plan.of(odd.build()).at("pve1", 5000));

        assertThat(names.nodeAffinity()).matches("omni-[A-Za-z0-9_-]{2,60}-naff");
        assertThat(names.sid()).isEqualTo("vm:5000");
    }

    private static NetworkAllocated forHa(String id) {
        return Allocations.forHa(Allocations.on("home", "pve1", id));
    }

    private static NetworkAllocated with(NetworkAllocated allocated, Consumer<HighAvailability.Builder> change) {
        NetworkAllocated.Builder changed = allocated.toBuilder();
        change.accept(changed.getSpecBuilder().getHaBuilder());
        return changed.build();
    }

    /** Its VM, which stands and runs. */
    private Plan made(int vmid, NetworkAllocated allocated) {
        Plan plan = Plan.of(allocated).at("pve1", vmid).withImage("x.iso");
        proxmox.putIso("pve1", "local", "x.iso");
        proxmox.putIso("pve1", "local", plan.cidata());
        Outcome<Upid> created = VmParameters.of(plan).then(parameters -> proxmox.createVm("pve1", vmid, parameters));
        assertThat(created).isInstanceOf(Outcome.Done.class);
        clock.goTo(clock.instant().plus(Duration.ofMinutes(1)));
        assertThat(proxmox.startVm("pve1", vmid)).isInstanceOf(Outcome.Done.class);
        clock.goTo(clock.instant().plus(Duration.ofMinutes(1)));
        return plan;
    }
}
