package io.siderite.omnisim.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPairGeneratorProvider;

/** The keys of infrastructure providers: makes them as Omni does and remembers their public halves. */
public final class ServiceAccounts {

    private static final String IDENTITY_PREFIX = "infra-provider:";

    /** A registered public key and until when it may sign. */
    record Account(String providerId, PGPPublicKey key, Instant expires) {}

    private final Map<String, Account> byFingerprint = new ConcurrentHashMap<>();
    private final Clock clock;

    public ServiceAccounts(Clock clock) {
        this.clock = clock;
    }

    /**
     * Makes a key for a provider and registers it; earlier ones stay valid.
     *
     * @param validFor from now; negative for one that has expired, at most a year
     * @return base64 of the JSON with {@code name} and {@code pgp_key}, as {@code OMNI_SERVICE_ACCOUNT_KEY} has it
     */
    public String issue(String providerId, Duration validFor) {
        var expires = clock.instant().plus(validFor);
        var created = clock.instant().minus(Duration.ofMinutes(5));
        if (!expires.isAfter(created)) {
            created = expires.minus(Duration.ofDays(1));
        }
        var ring = keyRing(IDENTITY_PREFIX + providerId, created, Duration.between(created, expires));
        var key = ring.getPublicKey();
        byFingerprint.put(HexFormat.of().formatHex(key.getFingerprint()), new Account(providerId, key, expires));
        return encode(IDENTITY_PREFIX + providerId, ring);
    }

    /** The account behind an identity and a fingerprint; empty when they do not belong together. */
    Optional<Account> find(String identity, String fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint))
                .filter(account -> identity.equals(IDENTITY_PREFIX + account.providerId()));
    }

    private static PGPSecretKeyRing keyRing(String userId, Instant created, Duration lifetime) {
        try {
            var pairs = new BcPGPKeyPairGeneratorProvider().get(PublicKeyPacket.VERSION_4, Date.from(created));
            var primary = pairs.generateLegacyEd25519KeyPair();
            var subpackets = new PGPSignatureSubpacketGenerator();
            subpackets.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
            subpackets.setKeyExpirationTime(true, lifetime.toSeconds());
            var subkey = new PGPSignatureSubpacketGenerator();
            subkey.setKeyFlags(true, KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);
            subkey.setKeyExpirationTime(true, lifetime.toSeconds());
            var generator = new PGPKeyRingGenerator(
                    PGPSignature.POSITIVE_CERTIFICATION,
                    primary,
                    userId,
                    new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1), // the secret packet's checksum
                    subpackets.generate(),
                    null,
                    new BcPGPContentSignerBuilder(primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512),
                    null);
            generator.addSubKey(pairs.generateLegacyX25519KeyPair(), subkey.generate(), null);
            return generator.generateSecretKeyRing();
        } catch (PGPException impossible) {
            throw new IllegalStateException("could not make a service account key", impossible);
        }
    }

    private static String encode(String identity, PGPSecretKeyRing ring) {
        var armored = new ByteArrayOutputStream();
        try (var out = ArmoredOutputStream.builder().clearHeaders().build(armored)) {
            ring.encode(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        try {
            var json = new ObjectMapper()
                    .writeValueAsBytes(Map.of("name", identity, "pgp_key", armored.toString(StandardCharsets.UTF_8)));
            return Base64.getEncoder().encodeToString(json);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
