package io.siderite.contracts.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proxmox.HaManager.HaGroup;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.HaManager.HaRule;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.Checksum;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What we rely on in Proxmox's HA manager, its mappings and its downloads: more than a third party's server plays. */
abstract class ProxmoxHaContract extends ProxmoxContract {

    private static final Pattern GOT = Pattern.compile("got '([0-9a-f]{64})'");

    @Test
    void theManagerStartsAndStopsAsItIsAsked() {
        int vmid = vmid();
        create(vmid, smallVm());

        done(ha().add(resource(vmid, "started", "")));

        eventually(
                "the HA manager to start VM " + vmid,
                () -> done(proxmox().vmStatus(peer().node(), vmid)).running());
        // The answer is about the wish; the VM stops after that.
        succeed(proxmox().stopVm(peer().node(), vmid));
        eventually(
                "the HA manager to stop VM " + vmid,
                () -> !done(proxmox().vmStatus(peer().node(), vmid)).running());
        assertThat(read(HaResource.sid(vmid)).state()).isEqualTo("stopped");
    }

    @Test
    void aResourceIsAddedOnceChangedAndRemovedOnce() {
        int vmid = vmid();
        create(vmid, smallVm());
        HaResource resource = resource(vmid, "stopped", "");

        done(ha().add(resource));

        assertThat(ha().add(resource)).isInstanceOf(Outcome.Exists.class);
        assertThat(done(proxmox().vmStatus(peer().node(), vmid)).haManaged()).isTrue();
        assertThat(read(resource.sid()).comment()).isEqualTo("made by the contract");
        assertThat(read(resource.sid()).maxRestart()).isEqualTo(2);
        done(ha().update(new HaResource(resource.sid(), "stopped", "", 0, 3, Optional.empty(), "")));
        assertThat(read(resource.sid()).comment()).isEmpty();
        assertThat(read(resource.sid()).maxRelocate()).isEqualTo(3);
        done(ha().remove(resource.sid()));
        assertThat(ha().remove(resource.sid())).isInstanceOf(Outcome.NotFound.class);
        assertThat(done(proxmox().vmStatus(peer().node(), vmid)).haManaged()).isFalse();
    }

    private HaResource read(String sid) {
        return done(ha().resources()).stream()
                .filter(resource -> resource.sid().equals(sid))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        int nobody = vmid();

        assertThat(ha().add(resource(nobody, "stopped", ""))).isInstanceOf(Outcome.NotFound.class);
        assertThat(ha().update(resource(nobody, "stopped", ""))).isInstanceOf(Outcome.NotFound.class);
    }

    /** Proxmox VE 9 has rules, 8 has groups; {@link #declaresWhatItHas} sees to it that a peer has one of them. */
    @Test
    void resourcesAreKeptToNodesAndToEachOther() {
        if (peer().features().contains(Feature.HA_RULES)) {
            aRuleIsChangedByWhoKnowsTheNewest();
            resourcesTogetherAreTwoAtLeastAndGoWithThem();
        } else {
            aGroupStaysWhileAResourceIsInIt();
        }
    }

    private void aRuleIsChangedByWhoKnowsTheNewest() {
        String first = HaResource.sid(stoppedResource());
        String second = HaResource.sid(stoppedResource());
        HaRule rule =
                HaRule.nodeAffinity(name(), List.of(first), List.of(peer().node()), false, "made by the contract");
        rules.add(rule.name());
        done(ha().addRule(rule));
        assertThat(ha().addRule(rule)).isInstanceOf(Outcome.Exists.class);
        HaRule read = rule(rule.name());
        assertThat(read.resources()).containsExactly(first);
        assertThat(read.nodes()).containsExactly(peer().node());

        done(ha().updateRule(read.withResources(List.of(first, second))));

        assertThat(ha().updateRule(read)).isInstanceOf(Outcome.Locked.class);
        assertThat(rule(rule.name()).resources()).containsExactlyInAnyOrder(first, second);
        assertThat(rule(rule.name()).comment()).isEqualTo("made by the contract");
        done(ha().removeRule(rule.name()));
        assertThat(ha().updateRule(rule)).isInstanceOf(Outcome.NotFound.class);
    }

    private void resourcesTogetherAreTwoAtLeastAndGoWithThem() {
        String first = HaResource.sid(stoppedResource());
        String second = HaResource.sid(stoppedResource());
        String name = name();
        rules.add(name);

        assertThat(ha().addRule(HaRule.resourceAffinity(name, List.of(first), "positive", "")))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, r -> assertThat(r.parameters()).containsKey("resources"));
        done(ha().addRule(HaRule.resourceAffinity(name, List.of(first, second), "positive", "")));
        done(ha().remove(first));
        assertThat(rule(name).resources()).containsExactly(second);
        done(ha().remove(second));
        assertThat(done(ha().rules())).noneMatch(rule -> rule.name().equals(name));
    }

    private HaRule rule(String name) {
        return done(ha().rules()).stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void aGroupStaysWhileAResourceIsInIt() {
        HaGroup group = new HaGroup(name(), List.of(peer().node()), true, false, "made by the contract", "");
        groups.add(group.name());
        int vmid = vmid();
        create(vmid, smallVm());
        done(ha().addGroup(group));
        assertThat(ha().addGroup(group)).isInstanceOf(Outcome.Exists.class);
        HaResource resource = resource(vmid, "stopped", group.name());

        done(ha().add(resource));

        assertThat(read(resource.sid()).group()).isEqualTo(group.name());
        assertThat(ha().removeGroup(group.name())).isInstanceOf(Outcome.Rejected.class);
        HaGroup read = done(ha().groups()).stream()
                .filter(g -> g.name().equals(group.name()))
                .findFirst()
                .orElseThrow();
        done(ha().updateGroup(new HaGroup(read.name(), read.nodes(), false, true, "", read.digest())));
        assertThat(ha().updateGroup(read)).isInstanceOf(Outcome.Locked.class);
    }

    @Test
    void aDownloadMustHaveItsChecksum() {
        String iso = iso();

        Outcome<?> failed = mismatch(iso);

        assertThat(failed).isInstanceOf(Outcome.Rejected.class);
        assertThat(done(proxmox().isoVolumes(peer().node(), peer().isos()))).doesNotContain(volume(iso));
        Matcher got = GOT.matcher(((Outcome.Rejected<?>) failed).why());
        assertThat(got.find()).isTrue();
        succeed(proxmox()
                .downloadIso(
                        peer().node(),
                        peer().isos(),
                        iso,
                        peer().isoUrl(),
                        true,
                        Optional.of(new Checksum("sha256", got.group(1)))));
        assertThat(done(proxmox().isoVolumes(peer().node(), peer().isos()))).contains(volume(iso));
    }

    @Test
    void aVmWithAnUnknownMappingNeverStarts() {
        assertThat(refuses("hostpci0", "mapping=no-such-mapping")).isTrue();
    }
}
