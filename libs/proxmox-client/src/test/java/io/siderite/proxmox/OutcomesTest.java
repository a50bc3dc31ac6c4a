package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesTest {

    /** Texts as qemu-server, pve-storage, pve-cluster, pve-common and pveproxy write them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            500 | Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist                     | NotFound
            500 | unable to find configuration file for VM 100 on node 'pve1'                             | NotFound
            500 | storage 'nope' does not exist                                                           | NotFound
            500 | volume 'local:iso/x.iso' does not exist                                                 | NotFound
            500 | no such VM ('100')                                                                      | NotFound
            500 | no such resource 'vm:100'                                                               | NotFound
            500 | cannot delete service 'vm:100', not HA managed!                                         | NotFound
            500 | resource 'vm:100' does not exist in cluster                                             | NotFound
            500 | no such ha rule 'omni-a-naff'                                                           | NotFound
            500 | update HA rules failed: HA rule 'omni-a-naff' does not exist                            | NotFound
            500 | update ha group failed: no such ha group 'omni-a'                                       | NotFound
            500 | create resource failed: resource ID 'vm:100' already defined                            | Exists
            500 | create ha rule failed: HA rule 'omni-a-naff' already defined                            | Exists
            500 | update HA rules failed: detected modified configuration - file changed by other user? Try again. | Locked
            500 | create ha rule failed: error during cfs-locked 'domain-ha' operation: got lock request timeout | Locked
            500 | create ha rule failed: cannot use unmanaged resource(s) vm:7.                           | Rejected
            500 | unable to create VM 100 - VM 100 already exists on node 'pve2'                          | Exists
            500 | unable to create VM 100: config file already exists                                     | Exists
            500 | unable to open file '/etc/pve/nodes/pve1/qemu-server/100.conf' - File exists            | Exists
            500 | can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout                     | Locked
            500 | error with cfs lock 'storage-nfs': got lock request timeout                             | Locked
            500 | 'storage-nfs'-locked command timed out - aborting                                       | Locked
            500 | VM is locked (backup)                                                                   | Locked
            500 | unable to write to storage 'local': No space left on device                             | NoCapacity
            500 | storage 'nfs' is not online                                                             | NoCapacity
            500 | storage 'nfs' is not available on node 'pve3'                                           | NoCapacity
            500 | only root can set 'args' config                                                         | Denied
            403 | Permission check failed (/vms/100, VM.Allocate)                                         | Denied
            403 | Permission check failed (pool 'x' does not exist)                                       | Denied
            401 | permission denied - invalid PVE ticket                                                  | Denied
            401 | No ticket                                                                               | Denied
            595 | No route to host                                                                        | Unreachable
            596 | Connection timed out                                                                    | Unreachable
            599 | Too many redirections                                                                   | Unreachable
            502 | Bad Gateway                                                                             | Unreachable
            500 | hostname lookup 'gone' failed - failed to get address info for: gone: Name or service not known | Unreachable
            500 | cluster not ready - no quorum?                                                          | Unreachable
            500 | Internal Server Error                                                                   | Unreachable
            500 | VM 100 is running - destroy failed                                                      | Rejected
            500 | can't remove VM 100 - protection mode enabled                                           | Rejected
            500 | bridge 'vmbr9' does not exist                                                           | Rejected
            500 | storage 'local' does not support 'images' content                                       | Rejected
            501 | Method 'POST /nodes/pve1/qemu/100/status/fly' not implemented                           | Rejected
            """)
    void replies(int status, String reason, String kind) {
        Outcome<Object> outcome = Outcomes.of(new Reply(status, reason, MissingNode.getInstance()));

        assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(outcome.why()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            unable to create VM 100 - can't lock file '/var/lock/pve-manager/pve-storage-local-lvm' - got timeout | Locked
            unable to create VM 100 - error during cfs-locked 'storage-ceph' operation: 'storage-ceph'-locked command timed out - aborting | Locked
            unable to create VM 100 - lvcreate 'pve/vm-100-disk-0' error:   Cannot create new thin volume, free space in thin pool pve/data reached threshold. | NoCapacity
            unable to create VM 100 - lvcreate 'vg/vm-100-disk-0' error:   Volume group "vg" has insufficient free space (10 extents): 20 required. | NoCapacity
            unable to create VM 100 - zfs error: cannot create 'rpool/data/vm-100-disk-0': out of space  | NoCapacity
            start failed: QEMU exited with code 1: cannot set up guest memory 'pc.ram': Cannot allocate memory | NoCapacity
            MAX 8 vcpus allowed per VM on this node                                                       | NoCapacity
            unable to create VM 100 - VM 100 already exists on node 'pve1'                                | Exists
            PCI device '0000:01:00.0' already in use by VMID '101'                                        | NoCapacity
            could not find a free device for 'hostpci0'                                                   | NoCapacity
            checksum mismatch: got 'ab' != expect 'cd'                                                    | Rejected
            refusing to override existing file 'talos.iso'                                                | Exists
            Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist                           | NotFound
            volume 'local:iso/talos.iso' does not exist                                                   | Rejected
            bridge 'vmbr9' does not exist                                                                 | NoCapacity
            PCI device mapping not found for 'gpu'                                                        | NoCapacity
            PCI device mapping invalid (hardware probably changed): no device                             | NoCapacity
            USB device mapping not found for 'stick'                                                      | NoCapacity
            start failed: hugepage allocation failed at /usr/share/perl5/PVE/QemuServer/Memory.pm          | NoCapacity
            netdev net1: MTU '9000' is bigger than the bridge MTU '1500'                                  | NoCapacity
            start failed: QEMU exited with code 1: -device foo: 'foo' is not a valid device model name     | Rejected
            numa needs to be enabled to use hugepages                                                     | Rejected
            Permission check failed (/sdn/zones/localnetwork/vmbr0, SDN.Use)                              | Denied
            unexpected status                                                                             | Unreachable
            VM quit/powerdown failed - got timeout                                                        | Unreachable
            """)
    void taskExits(String exitStatus, String kind) {
        assertThat(Outcomes.ofExit(exitStatus).getClass().getSimpleName()).isEqualTo(kind);
    }

    @Test
    void parametersAreNamed() {
        Outcome<Object> outcome = Outcomes.of(reply(
                400,
                "Parameter verification failed.",
                "{\"data\":null,\"errors\":{\"scsi0\":\"invalid format - format error\\nscsi0.ssd: no\\n\"}}"));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
            assertThat(rejected.parameters())
                    .isEqualTo(Map.of("scsi0", "invalid format - format error\nscsi0.ssd: no"));
            assertThat(rejected.why())
                    .startsWith("Parameter verification failed.")
                    .contains("scsi0: invalid format");
        });
    }

    @Test
    void forgottenTaskIsNotFound() {
        assertThat(Outcomes.of(reply(
                        400,
                        "Parameter verification failed.",
                        "{\"data\":null,\"errors\":{\"upid\":\"no such task\"}}")))
                .isInstanceOf(Outcome.NotFound.class);
    }

    @Test
    void missingPrivilegeSaysWhatToGive() {
        assertThat(Outcomes.of(reply(403, "Permission check failed (/storage/local, Datastore.AllocateTemplate)", "{}"))
                        .why())
                .endsWith("give the token or its user Datastore.AllocateTemplate on /storage/local");
    }

    @Test
    void missingPrivilegeThatIsNotNamedSaysWhereToLook() {
        assertThat(Outcomes.of(reply(403, "Permission check failed", "{}")).why())
                .contains("siderite check lists those that are missing");
    }

    @Test
    void messageOfTheBodyGoesBeforeTheReason() {
        assertThat(Outcomes.of(reply(500, "Internal Server Error", "{\"message\":\"VM is locked (create)\\n\"}")))
                .isEqualTo(new Outcome.Locked<>("VM is locked (create)"));
    }

    @ParameterizedTest
    @CsvSource({"OK, true", "WARNINGS: 2, true", "got no disk, false"})
    void exitStatusOfStoppedTask(String exitStatus, boolean succeeded) {
        TaskState state = Answers.task(
                reply(200, "OK", "{\"data\":{\"status\":\"stopped\",\"exitstatus\":\"" + exitStatus + "\"}}")
                        .data());

        assertThat(state instanceof TaskState.Succeeded).isEqualTo(succeeded);
    }

    private static Reply reply(int status, String reason, String json) {
        try {
            return new Reply(status, reason, new ObjectMapper().readTree(json));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
