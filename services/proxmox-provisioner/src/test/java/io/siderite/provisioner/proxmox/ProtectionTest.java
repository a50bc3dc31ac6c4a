package io.siderite.provisioner.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.provisioner.core.Observation.Gone;
import io.siderite.provisioner.core.Observation.TaskStarted;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.VirtualClock;
import io.siderite.proxmox.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProtectionTest {

    private static final Plan PLAN =
            Plan.of(Allocations.on("home", "pve1", "m-1")).at("pve1", 5000).withImage("x.iso");

    private final VirtualClock clock = new VirtualClock();
    private final FakeProxmox proxmox = new FakeProxmox(clock, 1);
    private final VmSteps steps = new VmSteps(proxmox);

    @BeforeEach
    void aProtectedVm() {
        proxmox.beKind();
        proxmox.putIso("pve1", "local", "x.iso");
        proxmox.putIso("pve1", "local", PLAN.cidata());
        assertThat(VmParameters.of(PLAN).then(parameters -> proxmox.createVm("pve1", 5000, parameters)))
                .isInstanceOf(Outcome.Done.class);
        later();
        proxmox.edit(5000, "protection", "1");
    }

    @Test
    void itIsLiftedBeforeTheVmIsDestroyed() {
        assertThat(steps.destroy(PLAN)).isInstanceOf(TaskStarted.class);
        later();

        assertThat(proxmox.vmsOf(PLAN.uuid())).isEmpty();
    }

    @Test
    void ofSomebodyElsesVmItStays() {
        proxmox.edit(5000, "smbios1", "uuid=theirs");

        assertThat(steps.destroy(PLAN)).isEqualTo(new Gone(Step.DESTROY_VM));
        assertThat(proxmox.destroyVm("pve1", 5000)).isInstanceOf(Outcome.Rejected.class);
    }

    private void later() {
        clock.goTo(clock.instant().plus(Duration.ofMinutes(1)));
    }
}
