package io.siderite.contracts.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What we rely on about ISOs: uploaded, downloaded, attached, deleted. */
abstract class ProxmoxIsoContract extends ProxmoxBench {

    @Test
    void uploadedIsoIsThereUntilDeleted() {
        String iso = iso();

        succeed(proxmox().uploadIso(peer().node(), peer().isos(), iso, SmallIso.image()));
        assertThat(done(proxmox().isos(peer().node(), peer().isos())))
                .filteredOn(file -> file.volid().equals(volume(iso)))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.size()).isEqualTo(SmallIso.image().length);
                    assertThat(file.createdAt()).isCloseTo(Instant.now(), within(10, ChronoUnit.MINUTES));
                });

        succeed(proxmox().uploadIso(peer().node(), peer().isos(), iso, SmallIso.image()));
        succeed(proxmox().deleteVolume(peer().node(), peer().isos(), volume(iso)));
        assertThat(done(proxmox().isoVolumes(peer().node(), peer().isos()))).doesNotContain(volume(iso));
        succeed(proxmox().deleteVolume(peer().node(), peer().isos(), volume(iso)));
    }

    @Test
    void isoIsAttachedAndTheVmStillStarts() {
        int vmid = vmid();
        String iso = iso();
        succeed(proxmox().uploadIso(peer().node(), peer().isos(), iso, SmallIso.image()));
        Map<String, String> parameters = smallVm();
        parameters.put("ide2", volume(iso) + ",media=cdrom");
        parameters.put("boot", "order=scsi0;ide2");
        create(vmid, parameters);

        succeed(proxmox().startVm(peer().node(), vmid));

        assertThat(done(proxmox().vmConfig(peer().node(), vmid)).get("ide2"))
                .startsWith(volume(iso))
                .contains("media=cdrom");
    }

    @Test
    void downloadedIsoIsThere() {
        String iso = iso();

        succeed(proxmox().downloadIso(peer().node(), peer().isos(), iso, peer().isoUrl(), true));

        assertThat(done(proxmox().isoVolumes(peer().node(), peer().isos()))).contains(volume(iso));
    }

    @Test
    void storageNotForIsosTakesNone() {
        assertThat(isSuccess(settle(proxmox().uploadIso(peer().node(), peer().disks(), iso(), SmallIso.image()))))
                .isFalse();
    }
}
