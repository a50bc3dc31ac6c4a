package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters of a VM, judged as the real code does. */
class ParametersTest {
    private static final ProxmoxSim sim = ProxmoxSim.start(0);
    private static final Client pve = Client.of(sim);

    @AfterAll
    static void end() {
        sim.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "color | red | property is not defined in schema and the schema does not allow additional properties",
                "virtio0 | local-lvm:4,ssd=1 | invalid format - invalid key in comma-separated list property: ssd",
                "sata0 | local-lvm:4,iothread=1 | invalid format - invalid key in comma-separated list property: iothread",
                "scsi0 | local-lvm:4,discard=1 | scsi0.discard: value '1' does not have a value in the enumeration",
                "scsi0 | local-lvm:4,cache=fast | scsi0.cache: value 'fast' does not have a value",
                "scsi0 | nowhere | invalid format - format error",
                "scsi31 | local-lvm:4 | property is not defined in schema",
                "name | under_score | invalid format - value does not look like a valid DNS name",
                "tags | a:b | invalid format - invalid characters in tag",
                "tags | -a | invalid format - invalid characters in tag",
                "net0 | virtio,bridge=vmbr0,mtu=65521 | net0.mtu: value must have a maximum value of 65520",
                "net0 | virtio,bridge=vmbr0,tag=4095 | net0.tag: value must have a maximum value of 4094",
                "net0 | virtio=01:00:00:00:00:01,bridge=vmbr0 | does not look like a valid unicast MAC address",
                "net0 | wifi,bridge=vmbr0 | value 'wifi' does not have a value in the enumeration",
                "memory | 8 | memory.current: value must have a minimum value of 16",
                "memory | much | memory.current: type check ('integer') failed - got 'much'",
                "cores | 0 | value must have a minimum value of 1",
                "onboot | true | type check ('boolean') failed - got 'true'",
                "boot | order=floppy0 | boot.order: invalid format - invalid boot device 'floppy0'",
                "boot | order=efidisk0 | invalid boot device 'efidisk0'",
                "smbios1 | uuid=123 | smbios1.uuid: value does not match the regex pattern",
                "cpu | riscv | Built-in cputype 'riscv' is not defined (missing 'custom-' prefix?)",
                "cpu | host,flags=+avx | VM-specific CPU flags must be a subset of",
                "machine | i440fx | machine.type: value does not match the regex pattern",
                "scsihw | ncr | value 'ncr' does not have a value in the enumeration",
                "force | 1 | property is not defined in schema"
            })
    void refusesWithTheReason(String name, String value, String reason) {
        Client.Answer answer = pve.post("/nodes/pve1/qemu", "vmid", "200", name, value);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("Parameter verification failed.");
        String error = name.equals("force") ? answer.error("archive") : answer.error(name);
        if (name.equals("force")) {
            assertThat(error).isEqualTo("missing property required by 'force'");
        } else {
            assertThat(error).contains(reason);
        }
        assertThat(sim.vms()).noneMatch(v -> v.vmid() == 200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scsi0 | local-lvm:40G | unable to parse lvm volume name '40G'",
                "scsi0 | ssdpool:40G | unable to parse zfs volume name '40G'",
                "scsi0 | local:40G | unable to parse directory volume name '40G'",
                "scsi0 | nowhere:40 | Permission check failed (/storage/nowhere, Datastore.AllocateSpace)",
                "net0 | virtio,bridge=vmbr9 | Permission check failed (/sdn/zones/localnetwork/vmbr9, SDN.Use)"
            })
    void refusesWhatTheSchemaLetsThrough(String name, String value, String message) {
        assertThat(pve.post("/nodes/pve1/qemu", "vmid", "200", name, value).message())
                .isEqualTo(message);
    }

    @Test
    void saysEverythingAtOnce() {
        Client.Answer answer = pve.post("/nodes/pve1/qemu", "vmid", "200", "cores", "0", "name", "a_b", "color", "red");

        assertThat(answer.body().path("errors").properties()).hasSize(3);
        assertThat(answer.body().path("data").isNull()).isTrue();
    }

    @Test
    void anIsoIsACdromOrNothing() {
        assertThat(pve.post("/nodes/pve1/qemu", "vmid", "200", "ide2", "local:iso/x.iso")
                        .error("ide2"))
                .isEqualTo("explicit 'media=cdrom' is required for iso images");
        assertThat(pve.task(pve.post("/nodes/pve1/qemu", "vmid", "200", "ide2", "local:iso/x.iso,media=cdrom")))
                .isEqualTo("unable to create VM 200 - volume 'local:iso/x.iso' does not exist");
        assertThat(sim.vms()).noneMatch(v -> v.vmid() == 200);
    }

    @Test
    void whatGoesWrongInTheTaskLeavesNothing() {
        String status = pve.task(pve.post(
                "/nodes/pve1/qemu", "vmid", "201", "ide2", "local:iso/x.iso,media=cdrom", "efidisk0", "local-lvm:1"));

        assertThat(status).startsWith("unable to create VM 201 - ");
        assertThat(sim.diskVolumes()).noneMatch(v -> v.contains("vm-201-"));
        assertThat(pve.get("/cluster/nextid?vmid=201").status()).isEqualTo(200);
    }

    @Test
    void defaultsAreFilledIn() {
        assertThat(pve.task(pve.post(
                        "/nodes/pve2/qemu",
                        "vmid",
                        "300",
                        "scsi0",
                        "fastpool:8",
                        "efidisk0",
                        "local-lvm:1,efitype=4m,pre-enrolled-keys=0",
                        "tpmstate0",
                        "local-lvm:1,version=v2.0",
                        "net0",
                        "virtio,bridge=vmbr0")))
                .isEqualTo("OK");

        Client.Answer config = pve.get("/nodes/pve2/qemu/300/config");
        assertThat(config.data().path("boot").asText()).isEqualTo("order=scsi0;net0");
        assertThat(config.data().path("efidisk0").asText())
                .isEqualTo("local-lvm:vm-300-disk-0,efitype=4m,pre-enrolled-keys=0,size=4M");
        assertThat(config.data().path("tpmstate0").asText()).isEqualTo("local-lvm:vm-300-disk-1,size=4M,version=v2.0");
        assertThat(config.data().path("smbios1").asText()).matches("uuid=[0-9a-f-]{36}");
        assertThat(config.data().path("digest").asText()).hasSize(40);
    }
}
