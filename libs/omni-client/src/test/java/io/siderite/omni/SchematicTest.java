package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.MetaValue;
import io.siderite.proto.specs.Overlay;
import org.junit.jupiter.api.Test;

class SchematicTest {

    @Test
    void isTheGuestAgentAloneWhenNothingIsAsked() {
        assertThat(Schematic.of(MachineRequestSpec.getDefaultInstance()).yaml()).isEqualTo("""
                        ---
                        customization:
                          systemExtensions:
                            officialExtensions:
                            - "siderolabs/qemu-guest-agent"
                        """);
    }

    @Test
    void sortsAndNamesEachExtensionOnce() {
        var request = MachineRequestSpec.newBuilder()
                .addExtensions("siderolabs/util-linux-tools")
                .addExtensions("siderolabs/qemu-guest-agent")
                .addExtensions("siderolabs/iscsi-tools")
                .addKernelArgs("net.ifnames=0")
                .addKernelArgs("console=ttyS0")
                .addMetaValues(MetaValue.newBuilder().setKey(12).setValue("a: b"))
                .setOverlay(Overlay.newBuilder().setName("rpi").setImage("siderolabs/sbc"))
                .build();

        assertThat(Schematic.of(request).yaml()).isEqualTo("""
                        ---
                        customization:
                          extraKernelArgs:
                          - "console=ttyS0"
                          - "net.ifnames=0"
                          meta:
                          - key: 12
                            value: "a: b"
                          systemExtensions:
                            officialExtensions:
                            - "siderolabs/iscsi-tools"
                            - "siderolabs/qemu-guest-agent"
                            - "siderolabs/util-linux-tools"
                        overlay:
                          image: "siderolabs/sbc"
                          name: "rpi"
                        """);
    }
}
