package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.siderite.omnisim.cosi.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

    private static OmniSim omni;

    @BeforeAll
    static void start() throws Exception {
        omni = OmniSim.start(OmniSimOptions.defaults());
    }

    @AfterAll
    static void stop() {
        omni.close();
    }

    @Test
    void letsASignedCallIn() throws Exception {
        assertThat(call(signer -> {}).getCode()).isEqualTo(Status.Code.OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512})
    void takesStrongerHashes(int hash) throws Exception {
        assertThat(call(signer -> signer.hash = hash).getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void takesAnOptionalHeaderThatIsSentAndSigned() throws Exception {
        var status = call(signer -> {
            signer.extraSent.put("cluster", "prod");
            signer.extraSigned.put("cluster", List.of("prod"));
        });

        assertThat(status.getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void refusesSha1() throws Exception {
        assertInvalid(call(signer -> signer.hash = HashAlgorithmTags.SHA1));
    }

    @ParameterizedTest
    @ValueSource(longs = {-330, 330})
    void refusesAClockThatIsOffByMoreThanFiveMinutes(long seconds) throws Exception {
        assertInvalid(call(signer -> signer.skewSeconds = seconds));
    }

    @ParameterizedTest
    @ValueSource(longs = {-270, 270})
    void takesAClockThatIsOffByLess(long seconds) throws Exception {
        assertThat(call(signer -> signer.skewSeconds = seconds).getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void refusesAPayloadOfAnotherMethod() throws Exception {
        assertInvalid(call(signer -> signer.claimedMethod = "/cosi.resource.State/Get"));
    }

    @Test
    void refusesAnUnsentHeaderInThePayload() throws Exception {
        assertInvalid(call(signer -> signer.extraSigned.put("nodes", List.of())));
    }

    @Test
    void refusesASentHeaderThatIsNotSigned() throws Exception {
        assertInvalid(call(signer -> signer.extraSent.put("cluster", "prod")));
    }

    @Test
    void refusesAnIdentityThatIsNotTheKeys() throws Exception {
        assertInvalid(call(signer -> signer.claimedIdentity = "infra-provider:other"));
    }

    @Test
    void refusesAKeyThatOmniDoesNotKnow() throws Exception {
        try (var elsewhere = OmniSim.start(OmniSimOptions.defaults());
                var stranger = TestProvider.of(omni, new TestSigner(elsewhere.serviceAccountKey("proxmox")))) {
            assertInvalid(Grpc.status(() -> stranger.list(Kind.MACHINE_REQUEST)));
        }
    }

    @Test
    void refusesAnExpiredKeyAndTakesOneThatExpiresSoon() throws Exception {
        try (var expired =
                        TestProvider.of(omni, new TestSigner(omni.serviceAccountKey("proxmox", Duration.ofDays(-2))));
                var soon =
                        TestProvider.of(omni, new TestSigner(omni.serviceAccountKey("proxmox", Duration.ofDays(3))))) {
            assertInvalid(Grpc.status(() -> expired.list(Kind.MACHINE_REQUEST)));
            assertThat(Grpc.code(() -> soon.list(Kind.MACHINE_REQUEST))).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void theKeySaysInItselfWhenItExpires() throws Exception {
        var ring = new TestSigner(omni.serviceAccountKey("proxmox", Duration.ofDays(3))).ring;

        assertThat(ring.getPublicKey().getValidSeconds())
                .isBetween(Duration.ofDays(3).toSeconds(), Duration.ofDays(4).toSeconds());
        assertThat(ring.getPublicKey().getAlgorithm()).isEqualTo(22);
    }

    private static Status call(Consumer<TestSigner> spoil) throws Exception {
        var signer = new TestSigner(omni.serviceAccountKey("proxmox"));
        spoil.accept(signer);
        try (var provider = TestProvider.of(omni, signer)) {
            return Grpc.status(() -> provider.list(Kind.MACHINE_REQUEST));
        }
    }

    private static void assertInvalid(Status status) {
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(status.getDescription()).isEqualTo("invalid signature");
    }
}
