package io.siderite.contracts.proxmox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;

/**
 * A self-signed certificate for 127.0.0.1 and localhost with its key, as PEM files, made by the JDK's keytool.
 *
 * @param pem the certificate
 */
record PemCertificate(Path certificateFile, Path keyFile, String pem) {

    /** Keeps the key from nobody: the store is deleted as soon as it is read. */
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    static PemCertificate make(Path directory) throws IOException, GeneralSecurityException {
        Path store = directory.resolve("server.p12");
        Commands.run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=fakepve",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(STORE_PASSWORD));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        Files.delete(store);
        Key key = Objects.requireNonNull(keys.getKey("server", STORE_PASSWORD));
        String pem = pem(
                "CERTIFICATE",
                Objects.requireNonNull(keys.getCertificate("server")).getEncoded());
        return new PemCertificate(
                Files.writeString(directory.resolve("server.crt"), pem),
                Files.writeString(
                        directory.resolve("server.key"), pem("PRIVATE KEY", Objects.requireNonNull(key.getEncoded()))),
                pem);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + kind + "-----\n";
    }
}
