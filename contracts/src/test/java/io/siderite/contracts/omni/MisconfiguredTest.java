package io.siderite.contracts.omni;

import static io.siderite.contracts.omni.OmniPeer.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omni.Answer;
import io.siderite.omni.BootAssets;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.OmniEndpoint.Trust;
import io.siderite.omni.Schematic;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.omnisim.Release;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.MachineRequestSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What people are told when something does not fit: one message each, that says what to do. */
class MisconfiguredTest {

    private static final SimulatedOmni OMNI = SimulatedOmni.start(OmniSimOptions.defaults());

    @AfterAll
    static void stop() {
        OMNI.close();
    }

    @Test
    void anExpiredKeyIsSaidWithItsDate() {
        var expired = OMNI.endpoint(OMNI.sim().serviceAccountKey(SimulatedOmni.PROVIDER, Duration.ofDays(-1)));

        var answer = ask(expired);

        assertThat(answer).isInstanceOf(Answer.Unauthenticated.class);
        assertThat(answer.why())
                .contains("expired on " + expired.key().expires().orElseThrow(), "make a new one");
    }

    @Test
    void aCertificateThatNobodyVouchesForIsSaidToBeTls() {
        var answer = ask(trusting(new Trust.System()));

        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        assertThat(answer.why())
                .contains("TLS", "siderite.omni.ca-file", "siderite.omni.insecure-skip-verify")
                .contains("unable to find valid certification path");
    }

    @Test
    void verificationCanBeSkipped() {
        assertThat(ask(trusting(new Trust.Anything()))).isInstanceOf(Answer.Done.class);
    }

    @Test
    void aFileWithoutCertificatesIsNamed() {
        var answer = ask(trusting(new Trust.CaFile(Path.of("pom.xml"))));

        assertThat(answer).isInstanceOf(Answer.Rejected.class);
        assertThat(answer.why()).contains("siderite.omni.ca-file");
    }

    @Test
    void plaintextToATlsPortIsSaid() {
        var right = OMNI.endpoint();
        var plaintext = URI.create(right.uri().toString().replace("https", "http"));

        var answer = ask(new OmniEndpoint(plaintext, right.key(), right.providerId(), right.trust()));

        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        assertThat(answer.why()).contains("say https://");
    }

    @Test
    void anOmniThatIsTooOldIsSaid() {
        try (var old = SimulatedOmni.start(OmniSimOptions.defaults().withRelease(Release.OLD));
                var connection = OmniConnection.open(old.endpoint())) {
            var answer = new BootAssets(connection.state(), connection.management())
                    .iso(
                            Schematic.of(MachineRequestSpec.getDefaultInstance()),
                            new BootAssets.Image("1.11.0", "amd64", false));

            assertThat(answer).isInstanceOf(Answer.Unimplemented.class);
            assertThat(answer.why()).contains("older than 1.8");
        }
    }

    @Test
    void anImageBehindCredentialsIsKnownToBe() {
        try (var guarded = SimulatedOmni.start(OmniSimOptions.defaults().withBootAssetCredentials());
                var connection = OmniConnection.open(guarded.endpoint())) {
            var asset = value(new BootAssets(connection.state(), connection.management())
                    .iso(
                            Schematic.of(MachineRequestSpec.getDefaultInstance()),
                            new BootAssets.Image("1.11.0", "amd64", false)));

            assertThat(asset.carriesCredentials()).isTrue();
            assertThat(asset.toString()).doesNotContain("opensesame");
        }
    }

    private static OmniEndpoint trusting(Trust trust) {
        var right = OMNI.endpoint();
        return new OmniEndpoint(right.uri(), right.key(), right.providerId(), trust);
    }

    private static Answer<Resource> ask(OmniEndpoint endpoint) {
        try (var connection = OmniConnection.open(endpoint)) {
            return connection.state().get(Kinds.SIDEROLINK_API_CONFIGS, Kinds.SIDEROLINK_CONFIG_ID);
        }
    }
}
