package io.siderite.proxmoxsim.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images made by the tools people use are read as they meant them. */
class Iso9660Test {
    @ParameterizedTest
    @ValueSource(strings = {"genisoimage", "xorriso"})
    void readsWhatOthersWrote(String tool) throws IOException, Iso9660.NotAnIso {
        Iso9660 iso = Iso9660.read(resource(tool + ".iso.gz"));

        assertThat(iso.label()).isEqualTo("cidata");
        assertThat(iso.files()).containsKeys("user-data", "meta-data", "network-config");
        assertThat(iso.files().keySet()).hasSize(4).anyMatch(n -> n.length() > 150 && n.endsWith("all-in-all.txt"));
        assertThat(iso.text("user-data")).contains("kind: SideroLinkConfig");
        assertThat(iso.text("nothing")).isNull();
    }

    @Test
    void saysWhatIsNoIso() {
        assertThatThrownBy(() -> Iso9660.read(new byte[100_000]))
                .isInstanceOf(Iso9660.NotAnIso.class)
                .hasMessage("no ISO 9660 primary volume descriptor");
        assertThatThrownBy(() -> Iso9660.read(Arrays.copyOf(resource("xorriso.iso.gz"), 40_000)))
                .isInstanceOf(Iso9660.NotAnIso.class);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Iso9660Test.class.getResourceAsStream(name), name)) {
            return new GZIPInputStream(in).readAllBytes();
        }
    }
}
