package io.siderite.omni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SecretKeyPacket;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;

/**
 * A service account's key, as Omni prints it: base64 of {@code {"name": …, "pgp_key": armored private key}}. Safe for
 * use by many threads; never shows the private key.
 */
public final class ServiceAccountKey {

    private static final String INFRA_PROVIDER = "infra-provider:";

    private final String name;
    private final PGPPublicKey publicKey;
    private final PGPPrivateKey privateKey;

    private ServiceAccountKey(String name, PGPPublicKey publicKey, PGPPrivateKey privateKey) {
        this.name = name;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /** Reads a key; {@link Answer.Rejected} says what is wrong with it, never what is in it. */
    public static Answer<ServiceAccountKey> read(String base64) {
        byte[] json;
        try {
            json = Base64.getMimeDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            return broken("it is not base64");
        }
        try {
            var tree = JsonMapper.builder().build().readTree(json);
            var name = tree.path("name").asText("");
            var armored = tree.path("pgp_key").asText("");
            if (name.isEmpty() || armored.isEmpty()) {
                return broken("it has no name or no pgp_key inside");
            }
            return unlock(name, armored);
        } catch (JsonProcessingException e) {
            return broken("there is no JSON inside");
        } catch (IOException e) {
            return broken("its content cannot be read");
        }
    }

    private static Answer<ServiceAccountKey> unlock(String name, String armored) {
        try (var in = PGPUtil.getDecoderStream(new ByteArrayInputStream(armored.getBytes(StandardCharsets.UTF_8)))) {
            PGPSecretKey secret = new PGPSecretKeyRing(in, new BcKeyFingerprintCalculator()).getSecretKey();
            if (secret.getS2KUsage() != SecretKeyPacket.USAGE_NONE) {
                return broken("its private key is locked by a passphrase");
            }
            return new Answer.Done<>(
                    new ServiceAccountKey(name, secret.getPublicKey(), secret.extractPrivateKey(null)));
        } catch (IOException | PGPException e) {
            return broken("its pgp_key is not an OpenPGP private key (" + e.getMessage() + ")");
        }
    }

    private static <T> Answer<T> broken(String why) {
        return new Answer.Rejected<>("The service account key is not usable: " + why
                + ". Give the whole text that Omni printed when the infra provider's key was made");
    }

    /** The service account's name, such as infra-provider:proxmox; sent as the identity of a signature. */
    public String name() {
        return name;
    }

    /** The infra provider that the key was made for; empty for a key of another sort of account. */
    public Optional<String> providerId() {
        return name.startsWith(INFRA_PROVIDER)
                ? Optional.of(name.substring(INFRA_PROVIDER.length()))
                : Optional.empty();
    }

    /** Fingerprint of the primary key: 40 lower-case hex digits. */
    public String fingerprint() {
        return HexFormat.of().formatHex(publicKey.getFingerprint());
    }

    /** When the key ends; empty for one that never does. */
    public Optional<Instant> expires() {
        var seconds = publicKey.getValidSeconds();
        return seconds == 0
                ? Optional.empty()
                : Optional.of(publicKey.getCreationTime().toInstant().plusSeconds(seconds));
    }

    /** True when the key has ended or will have in {@code ahead} from {@code now}. */
    public boolean expiresWithin(Duration ahead, Instant now) {
        return expires().filter(end -> !end.isAfter(now.plus(ahead))).isPresent();
    }

    /** Words for people when the key has ended or ends within 30 days; else empty. */
    public Optional<String> warning(Instant now) {
        if (!expiresWithin(Duration.ofDays(30), now)) {
            return Optional.empty();
        }
        return expires()
                .map(end -> end.isAfter(now)
                        ? "The service account key %s expires on %s, in %d days: make a new one in Omni and set it before then"
                                .formatted(name, end, Duration.between(now, end).toDays())
                        : "The service account key %s expired on %s: make a new one in Omni and set it"
                                .formatted(name, end));
    }

    /** A binary detached signature (SHA-256) over the bytes, as an OpenPGP packet. */
    byte[] sign(byte[] message, Instant now) {
        try {
            var generator = new PGPSignatureGenerator(
                    new BcPGPContentSignerBuilder(publicKey.getAlgorithm(), HashAlgorithmTags.SHA256), publicKey);
            generator.init(PGPSignature.BINARY_DOCUMENT, privateKey);
            var packets = new PGPSignatureSubpacketGenerator();
            packets.setSignatureCreationTime(false, Date.from(now));
            packets.setIssuerFingerprint(false, publicKey);
            generator.setHashedSubpackets(packets.generate());
            generator.update(message);
            return generator.generate().getEncoded();
        } catch (PGPException | IOException e) {
            throw new IllegalStateException("the service account key " + name + " does not sign", e);
        }
    }

    /** Who signs; for the verification of a signature. */
    PGPPublicKey publicKey() {
        return publicKey;
    }

    @Override
    public String toString() {
        return name + " (" + fingerprint() + ")";
    }
}
