package io.siderite.contracts.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a real Proxmox keeps beyond {@link ProxmoxContract}: judgements made at start, in tasks, and about other nodes. */
abstract class StrictProxmoxContract extends ProxmoxHaContract {

    @Test
    void forgottenTaskIsNotFound() {
        Upid forgotten = new Upid("UPID:" + peer().node() + ":0000C530:001C9BEC:68A1B2C3:qmstart:100:root@pam:");

        assertThat(proxmox().task(forgotten)).isInstanceOf(Outcome.NotFound.class);
    }

    @Test
    void unknownNodeIsNeverAMissingVm() {
        int vmid = vmid();
        create(vmid, smallVm());

        assertThat(proxmox().vmConfig("nosuchnode", vmid))
                .isNotInstanceOf(Outcome.NotFound.class)
                .isNotInstanceOf(Outcome.Done.class);
    }

    @Test
    void downloadRefusesAnExistingFile() {
        String iso = iso();
        succeed(proxmox().uploadIso(peer().node(), peer().isos(), iso, SmallIso.image()));

        assertThat(failure(settle(proxmox().downloadIso(peer().node(), peer().isos(), iso, peer().isoUrl(), true))))
                .isInstanceOf(Outcome.Exists.class);
    }

    @Test
    void vmOnAMissingBridgeNeverStarts() {
        int vmid = vmid();
        Map<String, String> parameters = smallVm();
        parameters.put("net0", "virtio,bridge=nosuchbr");

        Outcome<TaskState> created = settle(proxmox().createVm(peer().node(), vmid, parameters));

        // Who may use any bridge is let create it; others lack SDN.Use on a bridge that isn't there.
        assertThat(isSuccess(created) ? failure(settle(proxmox().startVm(peer().node(), vmid))) : failure(created))
                .isInstanceOfAny(Outcome.Rejected.class, Outcome.Denied.class);
    }

    @Test
    void mtuAboveTheBridgesPassesCreateAndFailsStart() {
        refusedAtStart("net0", "virtio,mtu=65000,bridge=" + peer().bridge());
    }

    @Test
    void hugepagesWithoutNumaAreNeverGranted() {
        int vmid = vmid();
        Map<String, String> parameters = smallVm();
        parameters.put("hugepages", "2");

        assertThat(isSuccess(settle(proxmox().createVm(peer().node(), vmid, parameters)))
                        && isSuccess(settle(proxmox().startVm(peer().node(), vmid))))
                .isFalse();
    }

    @Test
    void argsAreNotForTokens() {
        int vmid = vmid();
        Map<String, String> parameters = smallVm();
        parameters.put("args", "-version");

        assertThat(proxmox().createVm(peer().node(), vmid, parameters)).isInstanceOf(Outcome.Denied.class);
        assertThat(done(proxmox().isVmidFree(vmid))).isTrue();
    }

    @Test
    void vmWithoutItsIsoDoesNotStart() {
        int vmid = vmid();
        String iso = iso();
        succeed(proxmox().uploadIso(peer().node(), peer().isos(), iso, SmallIso.image()));
        Map<String, String> parameters = smallVm();
        parameters.put("ide2", volume(iso) + ",media=cdrom");
        create(vmid, parameters);
        succeed(proxmox().deleteVolume(peer().node(), peer().isos(), volume(iso)));

        assertThat(isSuccess(settle(proxmox().startVm(peer().node(), vmid)))).isFalse();
        assertThat(done(proxmox().vmStatus(peer().node(), vmid)).running()).isFalse();
    }

    private void refusedAtStart(String key, String value) {
        int vmid = vmid();
        Map<String, String> parameters = smallVm();
        parameters.put(key, value);
        create(vmid, parameters);

        assertThat(failure(settle(proxmox().startVm(peer().node(), vmid))))
                .as("another node may have what this one lacks")
                .isInstanceOf(Outcome.NoCapacity.class);

        assertThat(done(proxmox().vmStatus(peer().node(), vmid)).running()).isFalse();
    }
}
