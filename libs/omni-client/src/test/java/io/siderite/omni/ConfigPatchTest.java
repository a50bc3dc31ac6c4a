package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.specs.ConfigPatchRequestSpec;
import org.junit.jupiter.api.Test;

class ConfigPatchTest {

    @Test
    void carriesTheRequestInItsIdAndLabels() {
        var yaml = "machine:\n  network:\n    hostname: a\n---\napiVersion: v1alpha1\nkind: X\n";

        var patch = Done.value(ConfigPatch.request("proxmox", "workers-abc123", "network", yaml));

        assertThat(patch.getMetadata().getId()).isEqualTo("workers-abc123-network");
        assertThat(patch.getMetadata().getLabelsMap())
                .containsEntry("omni.sidero.dev/infra-provider-id", "proxmox")
                .containsEntry("omni.sidero.dev/machine-request", "workers-abc123");
        assertThat(Done.value(Specs.unpack(patch, ConfigPatchRequestSpec.parser()))
                        .getData())
                .isEqualTo(yaml);
    }

    @Test
    void refusesBrokenYamlAndSaysWhere() {
        var answer = ConfigPatch.request("proxmox", "workers-abc123", "network", "machine:\n  a: b\n c: d\n");

        assertThat(answer).isInstanceOf(Answer.Rejected.class);
        assertThat(answer.why()).contains("workers-abc123-network", "line 3");
    }

    @Test
    void refusesWhatIsNoMappingAndWhatSaysNothing() {
        assertThat(ConfigPatch.request("proxmox", "r", "n", "- op: add").why()).contains("not a mapping");
        assertThat(ConfigPatch.request("proxmox", "r", "n", "# nothing\n").why())
                .contains("empty");
        assertThat(ConfigPatch.request("proxmox", "r", "n", "a: 1\na: 2\n").why())
                .contains("Duplicate");
    }
}
