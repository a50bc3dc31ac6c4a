package io.siderite.provisioner.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.VirtualClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FullStorageTest {

    private static final Failure FULL =
            new Failure(Failure.Kind.NO_CAPACITY, "create VM: Volume group \"vg\" has insufficient free space");
    private static final NetworkAllocated ONE = Allocations.on("home", "pve1", "m-1");

    private final FakeProxmox proxmox = new FakeProxmox(new VirtualClock(), 1);
    private final FullStorage storages = new FullStorage(proxmox);

    @Test
    void theOneStorageOfAllDisksIsTheOneThatIsFull() {
        assertThat(blamed(ONE, Step.CREATE_VM, FULL)).isEqualTo("local-lvm");
        assertThat(blamed(ONE, Step.DOWNLOAD_IMAGE, FULL)).isEqualTo("local");
        assertThat(blamed(ONE, Step.START_VM, FULL))
                .as("a node's memory is no storage's")
                .isEmpty();
    }

    @Test
    void ofSeveralItIsTheOneThatIsNamed() {
        Failure offline = new Failure(Failure.Kind.NO_CAPACITY, "creating VM: storage 'tank' is not online");

        assertThat(blamed(two(), Step.CREATE_VM, offline)).isEqualTo("tank");
        assertThat(blamed(ONE, Step.CREATE_VM, new Failure(Failure.Kind.NO_CAPACITY, "storage 'local' is disabled")))
                .as("that of its ISOs")
                .isEqualTo("local");
    }

    @Test
    void ofSeveralItIsTheOneThatIsTooSmall() {
        proxmox.beKind();
        proxmox.storages(Map.of("local-lvm", 1L << 40, "tank", 1L << 20));
        assertThat(blamed(two(), Step.CREATE_VM, FULL)).isEqualTo("tank");

        proxmox.storages(Map.of("local-lvm", 1L << 20, "tank", 1L << 20));
        assertThat(blamed(two(), Step.CREATE_VM, FULL)).as("it can't be told").isEmpty();
    }

    @Test
    void anotherFailureIsNoStorages() {
        assertThat(blamed(ONE, Step.CREATE_VM, new Failure(Failure.Kind.LOCKED, "can't lock local-lvm")))
                .isEmpty();
    }

    private String blamed(NetworkAllocated allocated, Step step, Failure failure) {
        return storages.blamed(Plan.of(allocated).at("pve1", 5000), step, failure)
                .storage();
    }

    private static NetworkAllocated two() {
        NetworkAllocated.Builder two = ONE.toBuilder();
        two.getSpecBuilder().getDisksBuilder(1).setStorage("tank");
        return two.build();
    }
}
