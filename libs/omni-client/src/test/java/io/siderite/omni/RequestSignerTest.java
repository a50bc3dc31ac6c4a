package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.junit.jupiter.api.Test;

class RequestSignerTest {

    private static final String GET = "/cosi.resource.State/Get";

    private final ServiceAccountKey key = TestingKeys.key("infra-provider:proxmox");
    private final Metadata headers = new Metadata();
    private final RequestSigner signer =
            new RequestSigner(key, Clock.fixed(Instant.ofEpochSecond(1795509742), ZoneOffset.UTC));

    @Test
    void thePayloadIsExactlyTheKnownOne() {
        signer.sign(GET, headers);

        assertThat(headers.get(RequestSigner.TIMESTAMP)).isEqualTo("1795509742");
        assertThat(headers.get(RequestSigner.PAYLOAD))
                .isEqualTo("{\"headers\":{\"x-sidero-timestamp\":[\"1795509742\"]},"
                        + "\"method\":\"/cosi.resource.State/Get\"}");
    }

    @Test
    void headersThatTakePartStandInThePayload() {
        headers.put(Metadata.Key.of("nodes", Metadata.ASCII_STRING_MARSHALLER), "one");
        headers.put(Metadata.Key.of("nodes", Metadata.ASCII_STRING_MARSHALLER), "two");
        headers.put(Metadata.Key.of("unrelated", Metadata.ASCII_STRING_MARSHALLER), "x");

        signer.sign(GET, headers);

        assertThat(headers.get(RequestSigner.PAYLOAD))
                .contains("\"nodes\":[\"one\",\"two\"]")
                .doesNotContain("unrelated");
    }

    @Test
    void theSignatureIsOverThePayloadAndVerifies() throws IOException, PGPException {
        signer.sign(GET, headers);

        var parts = headers.get(RequestSigner.SIGNATURE).split(" ");
        assertThat(parts).hasSize(4);
        assertThat(parts[0]).isEqualTo("siderov1");
        assertThat(parts[1]).isEqualTo("infra-provider:proxmox");
        assertThat(parts[2]).isEqualTo(key.fingerprint());
        var signature = signature(parts[3]);
        assertThat(signature.getSignatureType()).isEqualTo(PGPSignature.BINARY_DOCUMENT);
        assertThat(signature.getHashAlgorithm()).isEqualTo(HashAlgorithmTags.SHA256);
        signature.init(new BcPGPContentVerifierBuilderProvider(), key.publicKey());
        signature.update(headers.get(RequestSigner.PAYLOAD).getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify()).isTrue();
    }

    @Test
    void signingAgainReplacesWhatWasThere() {
        signer.sign(GET, headers);
        signer.sign("/cosi.resource.State/List", headers);

        assertThat(headers.getAll(RequestSigner.PAYLOAD)).hasSize(1);
        assertThat(headers.get(RequestSigner.PAYLOAD)).contains("/cosi.resource.State/List");
    }

    private static PGPSignature signature(String base64) throws IOException {
        var packets = new BcPGPObjectFactory(Base64.getDecoder().decode(base64));
        return ((PGPSignatureList) packets.nextObject()).get(0);
    }
}
