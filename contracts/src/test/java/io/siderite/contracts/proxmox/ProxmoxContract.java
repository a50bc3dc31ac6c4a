package io.siderite.contracts.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proxmox.Connection;
import io.siderite.proxmox.Connection.Credentials;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Privileges;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import io.siderite.proxmox.RestProxmoxCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What we rely on in Proxmox VE. Whatever plays Proxmox for us has to pass; {@link StrictProxmoxContract} adds what the
 * simulator and a real Proxmox keep as well.
 */
abstract class ProxmoxContract extends ProxmoxFeaturesContract {

    @Test
    void tellsItsVersion() {
        assertThat(done(proxmox().version()).version()).matches("[89]\\.\\d+.*");
    }

    @Test
    void listsNodesStoragesAndBridges() {
        String node = peer().node();

        assertThat(done(proxmox().nodes())).anyMatch(n -> n.name().equals(node) && n.online());
        assertThat(done(proxmox().resources()).nodes())
                .anyMatch(n -> n.node().equals(node) && n.online() && n.maxMemory() > 0 && n.maxCpu() > 0);
        assertThat(done(proxmox().resources()).storages())
                .anyMatch(s -> s.storage().equals(peer().disks()) && s.content().contains("images") && s.max() > 0);
        assertThat(done(proxmox().storages(node)))
                .anyMatch(s -> s.storage().equals(peer().disks()) && s.active() && s.available() > 0)
                .anyMatch(s -> s.storage().equals(peer().isos()) && s.content().contains("iso"));
        assertThat(done(proxmox().bridges(node))).anyMatch(b -> b.name().equals(peer().bridge()));
    }

    @Test
    void grantsTheLeastPrivileges() {
        Privileges.Use use = new Privileges.Use(
                List.of(peer().node()),
                List.of(peer().disks()),
                List.of(peer().isos()),
                List.of(peer().bridge()),
                List.of());

        assertThat(Privileges.missing(done(proxmox().permissions()), use)).isEmpty();
    }

    @Test
    void vmidIsFreeUntilAVmHasIt() {
        int vmid = vmid();
        assertThat(done(proxmox().isVmidFree(vmid))).isTrue();

        create(vmid, smallVm());

        assertThat(done(proxmox().isVmidFree(vmid))).isFalse();
    }

    @Test
    void aNodeListsItsVmsWithTheirTagsAtOnce() {
        int vmid = vmid();
        Map<String, String> parameters = new LinkedHashMap<>(smallVm());
        parameters.put("tags", "siderite;omni-request-r1");
        create(vmid, parameters);

        assertThat(done(proxmox().vms(peer().node())))
                .filteredOn(vm -> vm.vmid() == vmid)
                .singleElement()
                .satisfies(vm -> assertThat(vm.tags()).containsExactlyInAnyOrder("siderite", "omni-request-r1"));
    }

    @Test
    void createIsACompareAndSet() throws Exception {
        int vmid = vmid();
        List<Callable<Outcome<TaskState>>> racers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            racers.add(() -> settle(proxmox().createVm(peer().node(), vmid, smallVm())));
        }

        List<Outcome<TaskState>> outcomes = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Outcome<TaskState>> racer : threads.invokeAll(racers)) {
                outcomes.add(racer.get());
            }
        }

        assertThat(outcomes).filteredOn(o -> isSuccess(o)).hasSize(1);
        assertThat(outcomes)
                .filteredOn(o -> !isSuccess(o))
                .hasSize(3)
                .allMatch(o -> failure(o) instanceof Outcome.Exists || failure(o) instanceof Outcome.Locked);
    }

    @Test
    void configComesBackKeyByKey() {
        int vmid = vmid();
        String uuid = UUID.randomUUID().toString();
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("name", "siderite-contract-" + vmid);
        sent.put("ostype", "l26");
        sent.put("cores", "2");
        sent.put("sockets", "1");
        sent.put("memory", "2048");
        sent.put("balloon", "0");
        sent.put("cpu", "x86-64-v2-AES");
        sent.put("machine", "q35");
        sent.put("bios", "seabios");
        sent.put("agent", "enabled=1");
        sent.put("onboot", "1");
        sent.put("numa", "0");
        sent.put("scsihw", "virtio-scsi-single");
        sent.put("serial0", "socket");
        sent.put("boot", "order=scsi0;scsi1");
        sent.put("description", "request r-1\nowned by siderite & co");

        Map<String, String> parameters = new LinkedHashMap<>(sent);
        parameters.put("smbios1", "uuid=" + uuid);
        parameters.put("tags", "siderite;Omni-Request-r1;a");
        parameters.put("scsi0", peer().disks() + ":1,ssd=1,discard=on,iothread=1,cache=none,aio=io_uring");
        parameters.put("scsi1", peer().disks() + ":1");
        parameters.put("net0", "virtio=BC:24:11:00:00:01,bridge=" + peer().bridge() + ",firewall=0");
        create(vmid, parameters);

        VmConfig config = done(proxmox().vmConfig(peer().node(), vmid));
        assertThat(config.values()).containsAllEntriesOf(new LinkedHashMap<>(without(sent, "description")));
        assertThat(config.get("description").strip()).isEqualTo(sent.get("description"));
        assertThat(config.uuid()).isEqualTo(uuid);
        assertThat(config.tags()).containsExactlyInAnyOrder("a", "omni-request-r1", "siderite");
        assertThat(config.get("scsi0"))
                .startsWith(peer().disks() + ":")
                .contains("ssd=1", "discard=on", "iothread=1", "cache=none", "aio=io_uring", "size=1G");
        assertThat(config.get("scsi1")).startsWith(peer().disks() + ":").contains("size=1G");
        assertThat(config.get("net0")).startsWith("virtio=BC:24:11:00:00:01").contains("bridge=" + peer().bridge());
        assertThat(config.get("digest")).isNotEmpty();
    }

    @Test
    void firmwareDisksAreAllocated() {
        int vmid = vmid();
        Map<String, String> parameters = smallVm();
        parameters.put("bios", "ovmf");
        parameters.put("machine", "q35");
        parameters.put("efidisk0", peer().disks() + ":1,efitype=4m,pre-enrolled-keys=0");
        parameters.put("tpmstate0", peer().disks() + ":1,version=v2.0");
        create(vmid, parameters);

        VmConfig config = done(proxmox().vmConfig(peer().node(), vmid));
        assertThat(config.get("efidisk0")).startsWith(peer().disks() + ":").contains("efitype=4m");
        assertThat(config.get("tpmstate0")).startsWith(peer().disks() + ":").contains("version=v2.0");
    }

    @Test
    void aLifeFromStartToDestroy() {
        int vmid = vmid();
        String node = peer().node();
        create(vmid, smallVm());
        assertThat(done(proxmox().vmStatus(node, vmid)).running()).isFalse();

        succeed(proxmox().startVm(node, vmid));
        assertThat(done(proxmox().vmStatus(node, vmid)).running()).isTrue();
        assertThat(isSuccess(settle(proxmox().destroyVm(node, vmid))))
                .as("destroying a running VM")
                .isFalse();
        assertThat(done(proxmox().vmStatus(node, vmid)).running()).isTrue();

        succeed(proxmox().stopVm(node, vmid));
        assertThat(done(proxmox().vmStatus(node, vmid)).running()).isFalse();
        assertThat(done(proxmox().vmStatus(node, vmid)).lock()).isEmpty();

        succeed(proxmox().destroyVm(node, vmid));
        assertThat(proxmox().vmConfig(node, vmid)).isInstanceOf(Outcome.NotFound.class);
        assertThat(done(proxmox().isVmidFree(vmid))).isTrue();
    }

    @Test
    void newVmShowsInTheResources() {
        int vmid = vmid();
        create(vmid, smallVm());

        eventually(
                "VM " + vmid + " in /cluster/resources",
                () -> done(proxmox().resources()).vms().stream()
                        .anyMatch(vm -> vm.vmid() == vmid
                                && vm.node().equals(peer().node())
                                && vm.tags().contains("siderite")));
    }

    @Test
    void absenceIsSaidClearly() {
        String node = peer().node();
        int vmid = vmid();

        assertThat(proxmox().vmConfig(node, vmid)).isInstanceOf(Outcome.NotFound.class);
        assertThat(proxmox().vmStatus(node, vmid)).isInstanceOf(Outcome.NotFound.class);
        assertThat(isSuccess(settle(proxmox().startVm(node, vmid)))).isFalse();
        assertThat(failure(settle(proxmox().destroyVm(node, vmid)))).isInstanceOf(Outcome.NotFound.class);
        assertThat(proxmox().isoVolumes(node, "nosuchstorage")).isNotInstanceOf(Outcome.Done.class);
    }

    @Test
    void wrongParametersAreRefusedByName() {
        refused("scsi0", peer().disks() + ":1,nonsense=1");
        refused("virtio0", peer().disks() + ":1,ssd=1");
        refused("nonsense", "1");
        refused("memory", "much");
        refused("name", "not_a_name");
        refused("tags", "a:b");
        refused("net0", "virtio,mtu=70000");
    }

    private void refused(String key, String value) {
        int vmid = vmid();
        Map<String, String> parameters = smallVm();
        parameters.put(key, value);

        assertThat(proxmox().createVm(peer().node(), vmid, parameters))
                .as(key + "=" + value)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, r -> assertThat(r.parameters()).containsKey(key));
        assertThat(done(proxmox().isVmidFree(vmid))).isTrue();
    }

    @Test
    void diskSizeWithUnitIsRefused() {
        int vmid = vmid();
        Map<String, String> parameters = smallVm();
        parameters.put("scsi0", peer().disks() + ":1G");

        assertThat(isSuccess(settle(proxmox().createVm(peer().node(), vmid, parameters))))
                .isFalse();
    }

    @Test
    void createOnAMissingStorageLeavesNoVm() {
        int vmid = vmid();
        Map<String, String> parameters = smallVm();
        parameters.put("scsi0", "nosuchstorage:1");

        assertThat(isSuccess(settle(proxmox().createVm(peer().node(), vmid, parameters))))
                .isFalse();

        assertThat(proxmox().vmConfig(peer().node(), vmid)).isInstanceOf(Outcome.NotFound.class);
    }

    @Test
    void strangersAreDenied() {
        Credentials stranger = switch (peer().connection().credentials()) {
            case Credentials.Token token -> new Credentials.Token(token.id(), "00000000-0000-0000-0000-000000000000");
            case Credentials.Password password -> new Credentials.Password(password.user(), "wrong");
        };

        assertThat(as(stranger, peer().connection().trust()).version()).isInstanceOf(Outcome.Denied.class);
    }

    @Test
    void otherCertificatesAreNotTrusted() {
        Outcome<ProxmoxCluster.Version> outcome = as(
                        peer().connection().credentials(), new Connection.Trust.Pinned(List.of("0".repeat(64))))
                .version();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class, u -> assertThat(u.why()).contains("not trusted"));
    }

    private ProxmoxCluster as(Credentials credentials, Connection.Trust trust) {
        return RestProxmoxCluster.connect(
                new Connection("stranger", peer().connection().endpoints(), credentials, trust));
    }

    private static Map<String, String> without(Map<String, String> map, String key) {
        Map<String, String> rest = new LinkedHashMap<>(map);
        rest.remove(key);
        return rest;
    }
}
