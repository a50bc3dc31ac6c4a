package io.siderite.provisioner.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.testing.Allocations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads the image back by its directory and Rock Ridge names, as a Linux kernel would. */
class CidataTest {

    private static final Plan PLAN =
            Plan.of(Allocations.on("home", "pve1", "w-abc123")).at("pve1", 5000);

    @Test
    void talosFindsItsThreeFilesUnderTheLabelCidata() {
        byte[] iso = Cidata.of(PLAN, "kind: SideroLinkConfig\n" + "x".repeat(5000));

        assertThat(iso.length % 2048).isZero();
        assertThat(text(iso, 16 * 2048 + 40, 32)).isEqualTo("cidata" + " ".repeat(26));
        Map<String, String> files = files(iso);
        assertThat(files).containsOnlyKeys("meta-data", "network-config", "user-data");
        assertThat(files.get("user-data")).isEqualTo("kind: SideroLinkConfig\n" + "x".repeat(5000));
        assertThat(files.get("meta-data")).isEqualTo("instance-id: " + PLAN.uuid() + "\nlocal-hostname: w-abc123\n");
        assertThat(files.get("network-config")).isEqualTo(PLAN.allocation().getNetworkConfig());
    }

    @Test
    void theSameMachineGetsTheSameBytes() {
        assertThat(Cidata.of(PLAN, "a")).isEqualTo(Cidata.of(PLAN, "a"));
    }

    private static Map<String, String> files(byte[] iso) {
        ByteBuffer image = ByteBuffer.wrap(iso).order(ByteOrder.LITTLE_ENDIAN);
        int root = image.getInt(16 * 2048 + 156 + 2);
        Map<String, String> files = new LinkedHashMap<>();
        int at = root * 2048;
        while (iso[at] != 0) {
            int length = iso[at] & 0xff;
            boolean directory = (iso[at + 25] & 2) != 0;
            if (!directory) {
                int sector = image.getInt(at + 2);
                int size = image.getInt(at + 10);
                files.put(rockRidgeName(iso, at, length), text(iso, sector * 2048, size));
            }
            at += length;
        }
        return files;
    }

    private static String rockRidgeName(byte[] iso, int record, int length) {
        int idLength = iso[record + 32];
        int at = record + 33 + idLength + (1 - idLength % 2);
        while (at + 4 <= record + length) {
            int entry = iso[at + 2] & 0xff;
            if (iso[at] == 'N' && iso[at + 1] == 'M') {
                return text(iso, at + 5, entry - 5);
            }
            at += entry;
        }
        throw new AssertionError("a file has no Rock Ridge name");
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
