package io.siderite.provisioner.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.testing.Allocations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VmParametersTest {

    private static final NetworkAllocated ALLOCATED = Allocations.on("home", "pve1", "w-abc123");

    @Test
    void everyPropertyStringIsAsProxmoxTakesIt() {
        Map<String, String> parameters = VmParameters.of(plan(ALLOCATED));

        String mac = ALLOCATED.getNics(0).getMac().toUpperCase(java.util.Locale.ROOT);
        String mac2 = ALLOCATED.getNics(1).getMac().toUpperCase(java.util.Locale.ROOT);
        assertThat(parameters)
                .contains(
                        entry("name", "w-abc123"),
                        entry("smbios1", "uuid=" + ALLOCATED.getUuid()),
                        entry("ostype", "l26"),
                        entry("machine", "q35"),
                        entry("cpu", "x86-64-v2-AES"),
                        entry("sockets", "1"),
                        entry("cores", "4"),
                        entry("memory", "8192"),
                        entry("balloon", "0"),
                        entry("scsihw", "virtio-scsi-pci"),
                        entry("scsi0", "local-lvm:40,ssd=1,discard=on"),
                        entry("scsi1", "local-lvm:10"),
                        entry("ide2", "local:iso/siderite-key.iso,media=cdrom"),
                        entry("ide0", "local:iso/siderite-cidata-" + ALLOCATED.getUuid() + ".iso,media=cdrom"),
                        entry("net0", "virtio=" + mac + ",bridge=vmbr0,firewall=1"),
                        entry("net1", "virtio=" + mac2 + ",bridge=vmbr1,firewall=0,tag=100,mtu=9000"),
                        entry("boot", "order=scsi0;scsi1;ide2"),
                        entry("agent", "enabled=1"),
                        entry("onboot", "1"),
                        entry("serial0", "socket"),
                        entry("tags", "siderite;omni-request-w-abc123;home-workers"))
                .doesNotContainKey("vmid");
    }

    @Test
    void ioThreadsTakeTheControllerThatHasThem() {
        var spec = ALLOCATED.getSpec().toBuilder();
        spec.getDisksBuilder(0)
                .getOptionsBuilder()
                .setIothread(true)
                .setCache("none")
                .setAio("io_uring");

        Map<String, String> parameters =
                VmParameters.of(plan(ALLOCATED.toBuilder().setSpec(spec).build()));

        assertThat(parameters)
                .contains(
                        entry("scsihw", "virtio-scsi-single"),
                        entry("scsi0", "local-lvm:40,ssd=1,discard=on,iothread=1,cache=none,aio=io_uring"));
    }

    @Test
    void optionsAddAndOverrideButNeverWhoTheVmIs() {
        var spec = ALLOCATED.getSpec().toBuilder()
                .putOptions("numa", "1")
                .putOptions("balloon", "2048")
                .putOptions("name", "other")
                .putOptions("smbios1", "uuid=other")
                .putOptions("tags", "Rack:7;gpu")
                .putOptions("description", "The fast one.");

        Map<String, String> parameters =
                VmParameters.of(plan(ALLOCATED.toBuilder().setSpec(spec).build()));

        assertThat(parameters)
                .contains(
                        entry("numa", "1"),
                        entry("balloon", "2048"),
                        entry("name", "w-abc123"),
                        entry("smbios1", "uuid=" + ALLOCATED.getUuid()),
                        entry("tags", "siderite;omni-request-w-abc123;home-workers;rack-7;gpu"));
        assertThat(parameters.get("description")).startsWith("The fast one.\n\n");
    }

    @Test
    void theDescriptionTellsWhoseTheVmIsWhenAllElseIsLost() {
        String description = VmDescription.of(plan(ALLOCATED), "");

        assertThat(VmDescription.read(description))
                .contains(new VmDescription.Block(
                        "w-abc123",
                        "home-workers",
                        ALLOCATED.getUuid(),
                        List.of(
                                ALLOCATED.getNics(0).getMac(),
                                ALLOCATED.getNics(1).getMac()),
                        1));
        assertThat(VmDescription.read("by hand <!-- siderite {broken} -->")).isEmpty();
    }

    @Test
    void longOrOddRequestIdsGiveValidTagsThatStayApart() {
        String longId = "x".repeat(100);

        assertThat(VmTags.ofRequest(longId + "1"))
                .matches("[a-z0-9_][a-z0-9_+.-]*")
                .hasSizeLessThanOrEqualTo(80)
                .isNotEqualTo(VmTags.ofRequest(longId + "2"));
        assertThat(VmTags.ofRequest("A/b:c")).matches("[a-z0-9_][a-z0-9_+.-]*");
    }

    private static Plan plan(NetworkAllocated allocated) {
        return Plan.of(allocated).at("pve1", 5000).withImage("siderite-key.iso");
    }
}
