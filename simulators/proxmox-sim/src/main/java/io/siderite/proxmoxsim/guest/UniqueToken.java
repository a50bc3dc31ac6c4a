package io.siderite.proxmoxsim.guest;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** What a machine draws for itself. */
final class UniqueToken {
    private UniqueToken() {}

    /** The token by which Omni knows the machine's disk again. */
    static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The public half of a new WireGuard key: 32 bytes of X25519, base64. */
    static String wireguardPublicKey() {
        try {
            byte[] spki = KeyPairGenerator.getInstance("X25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            return Base64.getEncoder().encodeToString(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks X25519", e);
        }
    }
}
