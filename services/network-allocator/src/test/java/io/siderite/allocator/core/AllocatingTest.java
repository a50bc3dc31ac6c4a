package io.siderite.allocator.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.allocator.core.Allocating.Decision;
import io.siderite.allocator.core.Allocation.Stage;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineEvaluated.Verdict;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.VmSpec;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class AllocatingTest {

    private static final Allocation NEW = Allocation.unknown("workers-abc123");

    @Test
    void aPlacedMachineGetsAMacForEveryNic() {
        Decision decision = evaluated(NEW, placed(1), 1, _ -> false);

        NetworkAllocated published = decision.publish().orElseThrow();
        assertThat(published.getVerdict()).isEqualTo(NetworkAllocated.Verdict.ALLOCATED);
        assertThat(published.getNicsList())
                .extracting(Nic::getMac)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(mac -> mac.matches("bc:24:11(:[0-9a-f]{2}){3}"));
        assertThat(published.getNetworkConfig()).isEqualTo("""
                        version: 2
                        ethernets:
                          eth0:
                            match: {macaddress: "%s"}
                            dhcp4: true
                          eth1:
                            match: {macaddress: "%s"}
                            dhcp4: true
                            mtu: 9000
                        """.formatted(
                        published.getNics(0).getMac(), published.getNics(1).getMac()));
        assertThat(decision.next().stage()).isEqualTo(Stage.ALLOCATED);
        assertThat(decision.next().revision()).isEqualTo(1);
    }

    @Test
    void aMachineKeepsItsMacsWhenItIsPlacedAnew() {
        Allocation first = evaluated(NEW, placed(1), 1, _ -> false).next();

        Decision again = evaluated(first, placed(2), 2, _ -> false);

        assertThat(again.next().macs()).isEqualTo(first.macs());
        assertThat(again.publish().orElseThrow().getAttempt()).isEqualTo(2);
        assertThat(again.next().revision()).isEqualTo(2);
    }

    @Test
    void aRecordThatIsNotNewerChangesNothing() {
        Allocation first = evaluated(NEW, placed(1), 5, _ -> false).next();

        assertThat(evaluated(first, placed(1), 5, _ -> false)).isEqualTo(unchanged(first));
        assertThat(evaluated(first, placed(1), 4, _ -> false)).isEqualTo(unchanged(first));
    }

    @Test
    void aMacThatAnotherHasIsNotDrawn() {
        String usual = Macs.candidate("uuid-1", 0, 0);

        Decision decision = evaluated(NEW, placed(1), 1, Set.of(usual)::contains);

        assertThat(decision.next().macs()).doesNotContain(usual);
    }

    @Test
    void aWithdrawalIsForwardedOnceAndKeepsTheMacsUntilTheVmIsGone() {
        Allocation allocated = evaluated(NEW, placed(1), 1, _ -> false).next();

        Decision withdrawn = evaluated(allocated, verdict(Verdict.WITHDRAWN).build(), 2, _ -> false);
        assertThat(withdrawn.publish().orElseThrow().getVerdict()).isEqualTo(NetworkAllocated.Verdict.WITHDRAWN);
        assertThat(withdrawn.next().macs()).isEqualTo(allocated.macs());

        Decision again = evaluated(withdrawn.next(), verdict(Verdict.WITHDRAWN).build(), 3, _ -> false);
        assertThat(again.publish()).isEmpty();

        Decision late = evaluated(withdrawn.next(), placed(2), 4, _ -> false);
        assertThat(late.publish()).isEmpty();
        assertThat(late.next().stage()).isEqualTo(Stage.WITHDRAWN);
    }

    @Test
    void aMachineWhoseVmIsGoneIsATombstone() {
        Allocation allocated = evaluated(NEW, placed(1), 1, _ -> false).next();

        Allocation gone = Allocating.vmDeleted(allocated, 3).next();

        assertThat(gone.stage()).isEqualTo(Stage.GONE);
        assertThat(gone.macs()).isEmpty();
        assertThat(evaluated(gone, placed(9), 99, _ -> false)).isEqualTo(unchanged(gone));
    }

    @Test
    void aMachineThatWaitsOrIsRefusedGetsNothing() {
        for (Verdict verdict : List.of(Verdict.WAITING, Verdict.REFUSED)) {
            Decision decision = evaluated(NEW, verdict(verdict).build(), 1, _ -> false);

            assertThat(decision.publish()).isEmpty();
            assertThat(decision.next().stage()).isEqualTo(Stage.NEW);
        }
    }

    private static Decision evaluated(
            Allocation machine, MachineEvaluated event, long revision, Predicate<String> taken) {
        return switch (Allocating.evaluated(machine, event, revision, taken, Networks.none())) {
            case Decision decision -> decision;
            case Allocating.Asking asking -> throw new AssertionError("nothing is to be asked for: " + asking);
        };
    }

    private static Decision unchanged(Allocation machine) {
        return new Decision(machine, java.util.Optional.empty());
    }

    private static MachineEvaluated placed(int attempt) {
        return verdict(Verdict.PLACED)
                .setUuid("uuid-1")
                .setAttempt(attempt)
                .setSpec(VmSpec.newBuilder()
                        .addNics(NicPlan.newBuilder().setBridge("vmbr0"))
                        .addNics(NicPlan.newBuilder().setBridge("vmbr1").setMtu(9000)))
                .build();
    }

    private static MachineEvaluated.Builder verdict(Verdict verdict) {
        return MachineEvaluated.newBuilder()
                .setRequest(MachineRequest.newBuilder().setRequestId("workers-abc123"))
                .setVerdict(verdict);
    }
}
