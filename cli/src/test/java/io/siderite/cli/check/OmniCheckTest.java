package io.siderite.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.cli.check.Finding.Level;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.omnisim.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told of an Omni: each time the words they need to mend it. */
class OmniCheckTest {

    private static final OmniSimOptions OPTIONS = OmniSimOptions.defaults();

    @TempDir
    Path dir;

    @Test
    void anOmniThatWouldServeUs() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS)) {
            assertThat(check(omni, Map.of()))
                    .allMatch(f -> f.level() == Level.OK)
                    .extracting(Finding::text)
                    .anyMatch(t -> t.contains("infra-provider:proxmox (fingerprint ") && t.contains("is good until "))
                    .anyMatch(t -> t.contains(omni.endpoint() + " answers and takes our signature"))
                    .anyMatch(t -> t.contains("GetBootAssetURL"));
            assertThat(omni.schematics()).isEmpty();
        }
    }

    @Test
    void aKeyThatEndsSoonIsWarnedOfWithItsDate() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS)) {
            String key = omni.serviceAccountKey("proxmox", Duration.ofDays(10));

            assertThat(check(omni, Map.of("siderite.omni.service-account-key", key)))
                    .filteredOn(f -> f.level() != Level.OK)
                    .singleElement()
                    .satisfies(f -> assertThat(f.level()).isEqualTo(Level.WARNING))
                    .satisfies(f -> assertThat(f.text())
                            .contains("expires on "
                                    + LocalDate.now(ZoneOffset.UTC).plusDays(10)));
        }
    }

    @Test
    void anExpiredKeyIsSaidWithItsDateAndOnce() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS)) {
            String key = omni.serviceAccountKey("proxmox", Duration.ofDays(-2));

            assertThat(problems(check(omni, Map.of("siderite.omni.service-account-key", key))))
                    .singleElement()
                    .asString()
                    .contains("expired on " + LocalDate.now(ZoneOffset.UTC).minusDays(2), "make a new one");
        }
    }

    @Test
    void aRefusedSignatureNamesItsPossibleCauses() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS);
                OmniSim other = OmniSim.start(OPTIONS)) {
            String key = other.serviceAccountKey("proxmox");

            assertThat(problems(check(omni, Map.of("siderite.omni.service-account-key", key))))
                    .singleElement()
                    .asString()
                    .contains("no longer) known there", "this clock", "off by more than 5 minutes", "renewkey proxmox");
        }
    }

    @Test
    void theKeyOfAnotherProvider() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS)) {
            assertThat(problems(check(omni, Map.of("siderite.omni.provider-id", "pve"))))
                    .singleElement()
                    .asString()
                    .contains("key is that of infra provider \"proxmox\"", "(--id) is \"pve\"");
        }
    }

    @Test
    void aReleaseWithoutBootAssetsFallsBackOnTheImageFactory() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS.withRelease(Release.WITHOUT_BOOT_ASSET))) {
            List<Finding> findings = check(omni, Map.of());

            assertThat(problems(findings)).isEmpty();
            assertThat(findings)
                    .extracting(Finding::text)
                    .anyMatch(t -> t.contains("no GetBootAssetURL") && t.contains("taken from http://127.0.0.1"));
        }
    }

    @Test
    void aReleaseThatIsTooOld() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS.withRelease(Release.OLD))) {
            assertThat(problems(check(omni, Map.of())))
                    .singleElement()
                    .asString()
                    .contains("older than 1.8", "upgrade Omni");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesFor() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS);
                OmniSim other = OmniSim.start(OPTIONS)) {
            Path ca = Files.writeString(dir.resolve("other.pem"), other.caPem());

            assertThat(problems(check(omni, Map.of("siderite.omni.ca-file", ca.toString()))))
                    .singleElement()
                    .asString()
                    .contains("TLS to " + omni.endpoint(), "siderite.omni.ca-file");
        }
    }

    @Test
    void anOmniThatIsAway() throws IOException {
        try (OmniSim omni = OmniSim.start(OPTIONS)) {
            omni.stopListening();

            assertThat(problems(check(omni, Map.of())))
                    .singleElement()
                    .asString()
                    .contains(omni.endpoint() + " is not able to answer");
        }
    }

    private List<Finding> check(OmniSim omni, Map<String, String> instead) throws IOException {
        Map<String, String> keys = new HashMap<>(Map.of(
                "siderite.omni.endpoint", omni.endpoint(),
                "siderite.omni.ca-file",
                        Files.writeString(dir.resolve("ca.pem"), omni.caPem()).toString(),
                "siderite.omni.service-account-key", omni.serviceAccountKey("proxmox")));
        keys.putAll(instead);
        return OmniCheck.of(Clients.of(keys).omni(), Clock.systemUTC());
    }

    private static List<String> problems(List<Finding> findings) {
        return findings.stream()
                .filter(f -> f.level() == Level.PROBLEM)
                .map(Finding::text)
                .toList();
    }
}
