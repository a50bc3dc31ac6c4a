package io.siderite.provisioner.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.provisioner.images.IsoRecords.Need;
import io.siderite.provisioner.images.Surroundings.VmUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {

    private static final Duration GRACE = Duration.ofHours(24);
    private static final Instant NOW = Instant.parse("2026-05-02T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(3));
    private static final String UUID = "4e3871ed-52b5-4db1-875f-85329fb472c5";
    private static final String IMAGE = "siderite-" + "ab".repeat(32) + ".iso";
    private static final String CIDATA = "siderite-cidata-" + UUID + ".iso";

    private static final Iso LOCAL = iso("pve1", "local", IMAGE, LONG_AGO, LONG_AGO);
    private static final Iso SHARED = iso("", "isos", IMAGE, LONG_AGO, LONG_AGO);
    private static final Iso OF_A_MACHINE = iso("pve1", "local", CIDATA, LONG_AGO, LONG_AGO);
    private static final Surroundings NOTHING = new Surroundings(List.of(), Set.of(), List.of(), Map.of(), Map.of());

    static Stream<Arguments> cases() {
        return Stream.of(
                row("nothing needs it", LOCAL, NOTHING, "Goes", "nothing needs it since 2026-04-29T12:00:00Z"),
                row("nothing needs the shared one", SHARED, NOTHING, "Goes", "nothing needs it"),
                row("nothing needs the cidata", OF_A_MACHINE, NOTHING, "Goes", "nothing needs it"),
                row(
                        "its machine is made, or runs",
                        LOCAL,
                        needing("home", "pve1", "local", IMAGE, ""),
                        "Needed",
                        "m-1"),
                row("a machine needs another node's", LOCAL, needing("home", "pve2", "local", IMAGE, ""), "Goes", ""),
                row("a machine needs another storage's", LOCAL, needing("home", "pve1", "fast", IMAGE, ""), "Goes", ""),
                row(
                        "any node's needs the shared one",
                        SHARED,
                        needing("home", "pve2", "isos", IMAGE, ""),
                        "Needed",
                        "m-1"),
                row("clusters may share it, too", SHARED, needing("attic", "pve9", "nfs", IMAGE, ""), "Needed", "m-1"),
                row("another cluster's local one", LOCAL, needing("attic", "pve1", "local", IMAGE, ""), "Goes", ""),
                row("its machine is there", OF_A_MACHINE, needing("home", "pve2", "local", "", UUID), "Needed", "m-1"),
                row(
                        "it is being brought",
                        LOCAL,
                        new Surroundings(List.of(), Set.of(LOCAL.copy()), List.of(), Map.of(), Map.of()),
                        "Needed",
                        "being brought"),
                row("a VM has it in a drive", LOCAL, naming("local:iso/" + IMAGE + ",media=cdrom"), "Needed", "VM 105"),
                row("a VM has it by its path", LOCAL, naming("-cdrom /var/lib/vz/iso/" + IMAGE), "Needed", "VM 105"),
                row("a VM has another storage's", LOCAL, naming("fast:iso/" + IMAGE + ",media=cdrom"), "Goes", ""),
                row(
                        "its VM stands, though it was ejected",
                        OF_A_MACHINE,
                        new Surroundings(
                                List.of(),
                                Set.of(),
                                List.of(new VmUse(105, "pve2", UUID, List.of("none,media=cdrom"))),
                                Map.of(),
                                Map.of()),
                        "Needed",
                        "VM 105"),
                row(
                        "a node that shares it is offline",
                        SHARED,
                        new Surroundings(List.of(), Set.of(), List.of(), Map.of("isos", Set.of("pve3")), Map.of()),
                        "Unclear",
                        "pve3, offline"),
                row(
                        "an offline node has one of its own",
                        LOCAL,
                        new Surroundings(List.of(), Set.of(), List.of(), Map.of("local", Set.of("pve3")), Map.of()),
                        "Goes",
                        ""),
                row(
                        "we may not remove it",
                        LOCAL,
                        new Surroundings(
                                List.of(),
                                Set.of(),
                                List.of(),
                                Map.of(),
                                Map.of("local", "Datastore.Allocate on /storage/local")),
                        "Unused",
                        "removing it takes Datastore.Allocate on /storage/local"),
                row(
                        "unused for too short",
                        iso("pve1", "local", IMAGE, LONG_AGO, NOW.minus(Duration.ofHours(23))),
                        NOTHING,
                        "Unused",
                        "may go after 2026-05-02T13:00:00Z"),
                row(
                        "written a moment ago",
                        iso("pve1", "local", IMAGE, NOW.minusSeconds(5), LONG_AGO),
                        NOTHING,
                        "Unused",
                        "may go after"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatBecomesOfAnIso(String name, Iso iso, Surroundings around, String verdict, String why) {
        Verdict judged = Verdict.of(iso, around, NOW, GRACE);

        assertThat(judged.getClass().getSimpleName())
                .as(name + ": " + judged.why())
                .isEqualTo(verdict);
        assertThat(judged.why()).contains(why);
    }

    @Test
    void theGracePeriodBeginsWhenItIsFirstSeenUnused() {
        Iso fresh = new Iso(LOCAL.copy(), "pve1", LOCAL.name(), 1, LONG_AGO, Optional.empty());

        assertThat(Verdict.of(fresh, NOTHING, NOW, GRACE)).isInstanceOfSatisfying(Verdict.Unused.class, unused -> {
            assertThat(unused.since()).isEqualTo(NOW);
            assertThat(unused.lacks()).isFalse();
        });
    }

    @Test
    void aNameSaysWhoseItIs() {
        assertThat(IsoName.of(IMAGE, false)).containsInstanceOf(IsoName.Image.class);
        assertThat(IsoName.of(CIDATA, false)).contains(new IsoName.Cidata(UUID));
        assertThat(IsoName.of("siderite-v2-key.iso", true)).containsInstanceOf(IsoName.Image.class);
        for (String foreign : List.of(
                "siderite-v2-key.iso",
                "siderite-" + "ab".repeat(31) + ".iso",
                "siderite-cidata-.iso",
                "my-" + IMAGE,
                IMAGE + ".tmp_dwnl.17",
                "talos-amd64.iso")) {
            assertThat(IsoName.of(foreign, false)).as(foreign).isEmpty();
        }
        assertThat(IsoName.of("talos-amd64.iso", true)).isEmpty();
    }

    private static Arguments row(String name, Iso iso, Surroundings around, String verdict, String why) {
        return Arguments.of(name, iso, around, verdict, why);
    }

    private static Iso iso(String place, String storage, String filename, Instant writtenAt, Instant unusedSince) {
        IsoCopy copy = new IsoCopy("home", place, storage, filename);
        return new Iso(copy, "pve1", IsoName.of(filename, true).orElseThrow(), 1, writtenAt, Optional.of(unusedSince));
    }

    private static Surroundings needing(String cluster, String node, String storage, String image, String uuid) {
        Need need = new Need("m-1", cluster, node, storage, image, uuid);
        return new Surroundings(List.of(need), Set.of(), List.of(), Map.of(), Map.of());
    }

    private static Surroundings naming(String value) {
        VmUse vm = new VmUse(105, "pve2", "", List.of("q35", value));
        return new Surroundings(List.of(), Set.of(), List.of(vm), Map.of(), Map.of());
    }
}
