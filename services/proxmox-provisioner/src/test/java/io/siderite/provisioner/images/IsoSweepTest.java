package io.siderite.provisioner.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.provisioner.images.IsoRecords.Need;
import io.siderite.provisioner.testing.Crash;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.MemoryIsos;
import io.siderite.provisioner.testing.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IsoSweepTest {

    private static final Duration GRACE = Duration.ofHours(24);
    private static final String IMAGE = "siderite-" + "ab".repeat(32) + ".iso";
    private static final String NEWER = "siderite-" + "cd".repeat(32) + ".iso";
    private static final String UUID = "4e3871ed-52b5-4db1-875f-85329fb472c5";
    private static final String CIDATA = "siderite-cidata-" + UUID + ".iso";
    private static final Map<String, List<String>> ALL =
            Map.of("/vms", List.of("VM.Audit"), "/storage", List.of("Datastore.Allocate", "Datastore.Audit"));

    private final VirtualClock clock = new VirtualClock();
    private final FakeProxmox proxmox = new FakeProxmox(clock, 1);
    private final MemoryIsos records = new MemoryIsos();
    private boolean active = true;

    @BeforeEach
    void allIsWell() {
        proxmox.beKind();
        proxmox.permit(ALL);
    }

    @Test
    void whatNothingNeedsGoesAfterTheGracePeriod() {
        proxmox.putIso("pve1", "local", IMAGE);
        proxmox.putIso("pve2", "local", CIDATA);
        proxmox.putIso("pve1", "local", "somebody-elses.iso");
        sweep();
        later(Duration.ofHours(23));
        sweep();
        assertThat(proxmox.hasIso(IMAGE)).isTrue();

        later(Duration.ofHours(2));
        sweep();

        assertThat(proxmox.hasIso(IMAGE)).isFalse();
        assertThat(proxmox.hasIso(CIDATA)).isFalse();
        assertThat(proxmox.hasIso("somebody-elses.iso")).isTrue();
        assertThat(records.known("home")).isEmpty();
        assertThat(records.isReserved()).isFalse();
    }

    @Test
    void whatIsNeededAgainHasTheWholePeriodAnew() {
        proxmox.putIso("pve1", "local", IMAGE);
        sweep();
        later(Duration.ofHours(23));
        records.needs.add(new Need("m-1", "home", "pve1", "local", IMAGE, "uuid"));
        sweep();
        records.needs.clear();
        later(Duration.ofHours(2));
        sweep();
        assertThat(proxmox.hasIso(IMAGE)).isTrue();

        later(GRACE.plusSeconds(1));
        sweep();

        assertThat(proxmox.hasIso(IMAGE)).isFalse();
    }

    @Test
    void aSharedStorageIsLookedAtOnceAndWaitsForAnOfflineNode() {
        proxmox.share("isos");
        proxmox.putIso("pve1", "isos", IMAGE);
        sweep();
        assertThat(records.known("home"))
                .isEqualTo(Map.of(new IsoCopy("home", "", "isos", IMAGE), Optional.of(clock.instant())));
        later(GRACE.plusSeconds(1));
        proxmox.switchOff("pve3");
        sweep();
        assertThat(proxmox.hasIso(IMAGE)).isTrue();

        proxmox.switchOn("pve3");
        sweep();

        assertThat(proxmox.hasIso(IMAGE)).isFalse();
    }

    @Test
    void aVmThatNamesItKeepsIt() {
        proxmox.putIso("pve1", "local", IMAGE);
        proxmox.putIso("pve1", "local", CIDATA);
        proxmox.foreign(700);
        proxmox.edit(700, "ide2", "local:iso/" + IMAGE + ",media=cdrom");
        proxmox.edit(700, "smbios1", "uuid=" + UUID);
        sweep();
        later(GRACE.plusSeconds(1));

        sweep();

        assertThat(proxmox.hasIso(IMAGE)).isTrue();
        assertThat(proxmox.hasIso(CIDATA)).isTrue();
    }

    @Test
    void nothingGoesWithoutThePrivilegesOrTheLease() {
        proxmox.putIso("pve1", "local", IMAGE);
        sweep();
        later(GRACE.plusSeconds(1));
        proxmox.permit(Map.of("/vms", List.of("VM.Audit")));
        sweep();
        proxmox.permit(Map.of("/storage", List.of("Datastore.Allocate")));
        sweep();
        proxmox.permit(ALL);
        active = false;
        sweep();
        assertThat(proxmox.hasIso(IMAGE)).isTrue();

        active = true;
        sweep();

        assertThat(proxmox.hasIso(IMAGE)).isFalse();
    }

    @Test
    void aMachineThatBeginsToNeedItMeanwhileIsNotOverlooked() {
        proxmox.putIso("pve1", "local", IMAGE);
        sweep();
        later(GRACE.plusSeconds(1));
        records.onReserve = () -> records.needs.add(new Need("m-1", "home", "pve1", "local", IMAGE, "uuid"));

        sweep();

        assertThat(proxmox.hasIso(IMAGE)).isTrue();
        assertThat(records.isReserved()).isFalse();
    }

    @Test
    void anImageThatIsBeingBroughtStaysAndATaskThatEndedHoldsNothing() {
        proxmox.putIso("pve1", "local", IMAGE);
        proxmox.putIso("pve1", "local", NEWER);
        records.claim(new IsoCopy("home", "pve1", "local", NEWER));
        records.leave(new IsoCopy("home", "pve1", "local", IMAGE), "UPID:pve1:0:0:0:download::root@pam:");
        sweep();
        later(GRACE.plusSeconds(1));

        sweep();

        assertThat(proxmox.hasIso(IMAGE)).isFalse();
        assertThat(proxmox.hasIso(NEWER)).isTrue();
    }

    @Test
    void whoOnlyReportsRemovesNothing() {
        proxmox.putIso("pve1", "local", IMAGE);
        IsoSweep reports = new IsoSweep(proxmox, records, GRACE, false, () -> true, clock, this::later);
        run(reports);
        later(GRACE.plusSeconds(1));

        run(reports);

        assertThat(proxmox.hasIso(IMAGE)).isTrue();
    }

    @Test
    void whateverFailsNothingNeededGoes() {
        for (long seed = 0; seed < 200; seed++) {
            VirtualClock time = new VirtualClock();
            FakeProxmox unkind = new FakeProxmox(time, seed);
            MemoryIsos memory = new MemoryIsos();
            unkind.permit(ALL);
            unkind.foreign(700);
            unkind.edit(700, "ide2", "local:iso/" + IMAGE + ",media=cdrom");
            unkind.putIso("pve1", "local", IMAGE);
            unkind.putIso("pve1", "local", NEWER);
            memory.needs.add(new Need("m-1", "home", "pve1", "local", NEWER, UUID));
            IsoSweep sweep = new IsoSweep(
                    unkind,
                    memory,
                    Duration.ofMinutes(1),
                    true,
                    () -> true,
                    time,
                    d -> time.goTo(time.instant().plus(d)));
            for (int i = 0; i < 5; i++) {
                time.goTo(time.instant().plusSeconds(120));
                try {
                    run(sweep);
                } catch (Crash e) {
                    memory.release("home");
                }
            }
            assertThat(unkind.hasIso(IMAGE) && unkind.hasIso(NEWER))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    private void sweep() {
        run(new IsoSweep(proxmox, records, GRACE, true, () -> active, clock, this::later));
    }

    private void later(Duration duration) {
        clock.goTo(clock.instant().plus(duration));
    }

    private static void run(IsoSweep sweep) {
        try {
            sweep.run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
