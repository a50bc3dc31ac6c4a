package io.siderite.omni;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPairGenerator;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.X25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.X25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PBESecretKeyEncryptor;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.jspecify.annotations.Nullable;

/** Makes keys of the shape Omni prints: legacy EdDSA primary key, ECDH subkey, not locked. */
final class TestingKeys {

    private TestingKeys() {}

    static ServiceAccountKey key(String name) {
        var read = ServiceAccountKey.read(encode(name, Instant.now().minusSeconds(60), Duration.ofDays(365), null));
        return ((Answer.Done<ServiceAccountKey>) read).value();
    }

    static String encode(String name, Instant created, Duration lifetime, @Nullable String passphrase) {
        try {
            var armored = armored(name, created.truncatedTo(ChronoUnit.SECONDS), lifetime, passphrase);
            var json = "{\"name\":\"" + name + "\",\"pgp_key\":\""
                    + armored.replace("\r", "").replace("\n", "\\n") + "\"}";
            return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        } catch (PGPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String armored(String name, Instant created, Duration lifetime, @Nullable String passphrase)
            throws PGPException, IOException {
        var random = new SecureRandom();
        var ed25519 = new Ed25519KeyPairGenerator();
        ed25519.init(new Ed25519KeyGenerationParameters(random));
        var x25519 = new X25519KeyPairGenerator();
        x25519.init(new X25519KeyGenerationParameters(random));

        var flags = new PGPSignatureSubpacketGenerator();
        flags.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        flags.setKeyExpirationTime(true, lifetime.toSeconds());
        var primary = pair(PublicKeyAlgorithmTags.EDDSA_LEGACY, ed25519, created);
        var ring = new PGPKeyRingGenerator(
                PGPSignature.POSITIVE_CERTIFICATION,
                primary,
                name,
                new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
                flags.generate(),
                null,
                new BcPGPContentSignerBuilder(PublicKeyAlgorithmTags.EDDSA_LEGACY, HashAlgorithmTags.SHA256),
                lock(passphrase));
        ring.addSubKey(pair(PublicKeyAlgorithmTags.ECDH, x25519, created));
        var bytes = new ByteArrayOutputStream();
        try (var out = ArmoredOutputStream.builder().build(bytes)) {
            ring.generateSecretKeyRing().encode(out);
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    private static BcPGPKeyPair pair(int algorithm, AsymmetricCipherKeyPairGenerator generator, Instant created)
            throws PGPException {
        return new BcPGPKeyPair(PublicKeyPacket.VERSION_4, algorithm, generator.generateKeyPair(), Date.from(created));
    }

    private static @Nullable PBESecretKeyEncryptor lock(@Nullable String passphrase) throws PGPException {
        return passphrase == null
                ? null
                : new BcPBESecretKeyEncryptorBuilder(
                                SymmetricKeyAlgorithmTags.AES_256,
                                new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1))
                        .build(passphrase.toCharArray());
    }
}
