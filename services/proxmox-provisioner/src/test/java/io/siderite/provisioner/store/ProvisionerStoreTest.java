package io.siderite.provisioner.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Progress;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.core.Vm.Goal;
import io.siderite.provisioner.images.ImageClaims.Claim;
import io.siderite.provisioner.images.IsoCopy;
import io.siderite.provisioner.reconcile.Machine;
import io.siderite.provisioner.reconcile.Machine.Change;
import io.siderite.provisioner.reconcile.Machines.Changes;
import io.siderite.provisioner.reconcile.Vmids.Draw;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.Peers;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "provisioner"))
@QuarkusTestResource(Peers.class)
class ProvisionerStoreTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Inject
    @PersistenceUnit("provisioner")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    private Transactions transactions;
    private VmStore store;

    @BeforeEach
    void open() {
        transactions = new Transactions(factory, vertx, () -> {});
        store = new VmStore(transactions, Duration.ofHours(1), InstantSource.fixed(NOW));
    }

    @Test
    void everyStateComesBackAsItWasSaved() {
        Plan plan = Plan.of(Allocations.on("home", "pve1", "state"))
                .at("pve2", 5901)
                .withImage("siderite-key.iso");
        Failure failure = new Failure(Failure.Kind.LOCKED, "can't lock file");
        Failure full = new Failure(Failure.Kind.NO_CAPACITY, "no space left").on("local-lvm");
        Instant later = Instant.parse("2999-01-01T00:00:00Z");
        Progress progress = new Progress("UPID:pve1:1", later, 3, 2, Optional.of(failure));
        List<Vm> states = List.of(
                new Vm.Making(plan, Step.CREATE_VM, progress),
                new Vm.Making(plan.holdingData(), Step.START_VM, progress),
                new Vm.Running(plan),
                new Vm.Lost(plan),
                new Vm.Removing(plan, Step.STOP_VM, progress, new Goal.Release()),
                new Vm.Removing(plan, Step.AWAIT_TASK, progress, new Goal.Halt()),
                new Vm.Removing(plan, Step.DESTROY_VM, progress, new Goal.PlaceAnew(Step.CREATE_VM, full)),
                new Vm.Making(plan, Step.REGISTER_HA, progress),
                new Vm.Removing(plan, Step.LEAVE_HA, progress, new Goal.Release()),
                new Vm.Removing(plan, Step.STOP_VM, progress, new Goal.Move(plan.allocation())),
                new Vm.Displaced(2),
                new Vm.Deleted(Optional.of(VmIdentity.newBuilder().setVmid(5901).build())),
                new Vm.Deleted(Optional.empty()));

        for (Vm state : states) {
            Machine machine = new Machine("state", state, 7, 5, 3, "00-trace");
            save(machine);

            assertThat(load("state")).isEqualTo(machine);
        }
    }

    @Test
    void aHaltedMachineKeepsItsTaskAndIsNotWoken() {
        Plan plan = Plan.of(Allocations.on("home", "pve1", "halted")).at("pve1", 5902);
        save(new Machine(
                "halted",
                new Vm.Halted(plan, Step.UPLOAD_CIDATA, new Progress("UPID:pve1:2", NOW, 0, 0, Optional.empty())),
                1,
                1,
                0,
                ""));

        assertThat(load("halted").vm())
                .isInstanceOfSatisfying(
                        Vm.Halted.class,
                        halted -> assertThat(halted.progress().upid()).isEqualTo("UPID:pve1:2"));
        assertThat(store.wakeups(Set.of("home"), Set.of("home")))
                .noneMatch(wakeup -> wakeup.requestId().equals("halted"));
    }

    @Test
    void aVmidIsDrawnOnceAndRestsAfterUse() {
        VmidStore vmids = new VmidStore(transactions);
        VmidRange range = new VmidRange(7000, 7002);

        assertThat(vmids.draw("range", "a", range, Set.of(7000))).isEqualTo(new Draw.Drawn(7001));
        assertThat(vmids.draw("range", "a", range, Set.of(7000))).isEqualTo(new Draw.Drawn(7001));
        assertThat(vmids.draw("range", "b", range, Set.of(7000))).isEqualTo(new Draw.Drawn(7002));
        assertThat(vmids.draw("range", "c", range, Set.of(7000)))
                .isEqualTo(new Draw.Exhausted(Set.of(7001, 7002), Map.of()));
        assertThat(vmids.draw("other", "c", range, Set.of(7000))).isEqualTo(new Draw.Drawn(7001));
        assertThat(vmids.draw("range", "c", new VmidRange(7002, 7003), Set.of()))
                .as("the range of another class")
                .isEqualTo(new Draw.Drawn(7003));
    }

    @Test
    void aVmidThatRestsIsNamedWithItsTime() {
        VmidStore vmids = new VmidStore(transactions);
        VmidRange range = new VmidRange(7100, 7100);
        Plan plan = Plan.of(Allocations.on("resting", "pve1", "resting")).at("pve1", 7100);
        assertThat(vmids.draw("resting", "resting", range, Set.of())).isEqualTo(new Draw.Drawn(7100));
        save(new Machine("resting", new Vm.Making(plan, Step.CREATE_VM, Progress.due(NOW)), 1, 1, 0, ""));
        save(new Machine("resting", new Vm.Displaced(1), 2, 1, 0, ""));

        assertThat(vmids.draw("resting", "other", range, Set.of()))
                .isInstanceOfSatisfying(Draw.Exhausted.class, none -> {
                    assertThat(none.held()).isEmpty();
                    assertThat(none.resting()).containsOnlyKeys(7100);
                    assertThat(none.resting().get(7100)).isAfter(Instant.now());
                });
    }

    @Test
    void anImageIsBroughtByOneMachineAtATime() {
        ImageClaimStore claims = new ImageClaimStore(transactions);
        IsoCopy image = new IsoCopy("home", "pve9", "local", "x.iso");

        assertThat(claims.look(image, "a")).isEqualTo(new Claim.Free());
        assertThat(claims.claim(image, "a")).isTrue();
        assertThat(claims.claim(image, "a")).isTrue();
        assertThat(claims.claim(image, "b")).isFalse();
        assertThat(claims.look(image, "a")).isEqualTo(new Claim.Ours(""));
        assertThat(claims.look(image, "b")).isEqualTo(new Claim.Others());
        assertThat(claims.look(new IsoCopy("home", "", "local", "x.iso"), "b")).isEqualTo(new Claim.Free());
    }

    @Test
    void aFailureIsToldToThoseWhoWaitAndLetsThemTryLater() {
        ImageClaimStore claims = new ImageClaimStore(transactions);
        IsoCopy image = new IsoCopy("home", "pve9", "local", "failing.iso");
        Failure failure = new Failure(Failure.Kind.REJECTED, "the factory answered 404");
        assertThat(claims.claim(image, "a")).isTrue();

        claims.failed(image, "b", failure);
        assertThat(claims.look(image, "a")).isEqualTo(new Claim.Ours(""));

        claims.failed(image, "a", failure);
        assertThat(claims.look(image, "b")).isEqualTo(new Claim.Failed("a", failure));
        assertThat(claims.look(image, "a")).as("its own pace counts").isEqualTo(new Claim.Free());
        assertThat(claims.claim(image, "a")).isTrue();
        assertThat(claims.look(image, "b")).isEqualTo(new Claim.Others());
    }

    @Test
    void aTaskOutlivesItsMachineAndIsTakenOver() {
        ImageClaimStore claims = new ImageClaimStore(transactions);
        IsoCopy image = new IsoCopy("home", "", "isos", "left.iso");
        Plan plan = Plan.of(Allocations.on("home", "pve1", "leaving"))
                .at("pve1", 5903)
                .withImage("left.iso");
        Vm.Making making = new Vm.Making(plan, Step.DOWNLOAD_IMAGE, Progress.due(NOW));
        save(new Machine("leaving", making, 1, 1, 0, ""));
        assertThat(claims.claim(image, "leaving")).isTrue();
        Progress inTask = Progress.due(NOW).following("UPID:pve1:1", NOW, "leaving");
        save(new Machine("leaving", new Vm.Making(plan, Step.DOWNLOAD_IMAGE, inTask), 1, 1, 0, ""));
        assertThat(claims.look(image, "other")).isEqualTo(new Claim.Others());

        save(new Machine("leaving", new Vm.Halted(plan, Step.DOWNLOAD_IMAGE, inTask), 1, 1, 0, ""));

        assertThat(claims.look(image, "other")).isEqualTo(new Claim.Left("UPID:pve1:1"));
        assertThat(claims.claim(image, "other")).isTrue();
        assertThat(claims.look(image, "other")).isEqualTo(new Claim.Ours("UPID:pve1:1"));
        assertThat(claims.look(image, "leaving")).isEqualTo(new Claim.Others());
    }

    @Test
    void oneInstanceActsInAClusterUntilItsLeaseEnds() {
        LeaseStore leases = new LeaseStore(transactions);

        assertThat(leases.renew(Set.of("lab"), "one", Duration.ofMinutes(1))).containsExactly("lab");
        assertThat(leases.renew(Set.of("lab"), "two", Duration.ofMinutes(1))).isEmpty();
        assertThat(leases.renew(Set.of("lab"), "one", Duration.ofMinutes(1))).containsExactly("lab");
        leases.release("one");
        assertThat(leases.renew(Set.of("lab"), "two", Duration.ofMinutes(1))).containsExactly("lab");
    }

    private void save(Machine machine) {
        var _ = store.change(
                Set.of(machine.requestId()), _ -> new Changes<>(List.of(new Change(machine, List.of())), ""));
    }

    private Machine load(String requestId) {
        Map<String, Machine> rows = store.change(Set.of(requestId), found -> new Changes<>(List.of(), found));
        return rows.getOrDefault(requestId, Machine.unknown(requestId));
    }
}
