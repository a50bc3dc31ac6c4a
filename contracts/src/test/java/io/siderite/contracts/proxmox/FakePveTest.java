package io.siderite.contracts.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import org.junit.jupiter.api.Test;

class FakePveTest {

    @Test
    void listensUntilClosedAndLeavesNothing() throws Exception {
        FakePve fakePve = FakePve.start(2, 0);
        try (Socket socket = new Socket(fakePve.uri().getHost(), fakePve.uri().getPort())) {
            assertThat(socket.isConnected()).isTrue();
            assertThat(fakePve.certificateFile()).hasContent(fakePve.certificatePem());
        } finally {
            fakePve.close();
        }

        assertThat(fakePve.process().isAlive()).isFalse();
        assertThat(fakePve.certificateFile().getParent()).doesNotExist();
    }
}
