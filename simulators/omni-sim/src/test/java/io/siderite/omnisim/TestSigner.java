package io.siderite.omnisim;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;

/** Makes the signature headers of a call; each part can be spoiled. */
final class TestSigner {

    final String identity;
    final PGPSecretKeyRing ring;

    int hash = HashAlgorithmTags.SHA256;
    long skewSeconds;
    String claimedIdentity;
    String claimedMethod = "";
    final Map<String, List<String>> extraSigned = new TreeMap<>();
    final Map<String, String> extraSent = new TreeMap<>();

    TestSigner(String serviceAccountKey) throws Exception {
        var json = new ObjectMapper().readTree(Base64.getDecoder().decode(serviceAccountKey));
        identity = json.get("name").asText();
        claimedIdentity = identity;
        var armored = json.get("pgp_key").asText().getBytes(StandardCharsets.UTF_8);
        ring = new PGPSecretKeyRing(
                PGPUtil.getDecoderStream(new ByteArrayInputStream(armored)), new BcKeyFingerprintCalculator());
    }

    Map<String, String> sign(String method) {
        try {
            var timestamp = Long.toString(Instant.now().getEpochSecond() + skewSeconds);
            var signed = new TreeMap<>(extraSigned);
            signed.put("x-sidero-timestamp", List.of(timestamp));
            var payload = new ObjectMapper()
                    .writeValueAsString(new TreeMap<>(
                            Map.of("headers", signed, "method", claimedMethod.isEmpty() ? method : claimedMethod)));
            var headers = new LinkedHashMap<>(extraSent);
            headers.put("x-sidero-timestamp", timestamp);
            headers.put("x-sidero-payload", payload);
            headers.put(
                    "x-sidero-signature",
                    "siderov1 " + claimedIdentity + " "
                            + HexFormat.of().formatHex(ring.getPublicKey().getFingerprint()) + " "
                            + Base64.getEncoder().encodeToString(detached(payload)));
            return headers;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] detached(String payload) throws Exception {
        var key = ring.getSecretKey();
        var generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(key.getPublicKey().getAlgorithm(), hash), key.getPublicKey());
        generator.init(PGPSignature.BINARY_DOCUMENT, key.extractPrivateKey(null));
        generator.update(payload.getBytes(StandardCharsets.UTF_8));
        return generator.generate().getEncoded();
    }
}
