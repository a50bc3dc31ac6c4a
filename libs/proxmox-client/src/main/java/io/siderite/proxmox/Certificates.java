package io.siderite.proxmox;

import io.quarkus.tls.BaseTlsConfiguration;
import io.siderite.proxmox.Connection.Trust;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates the HTTP client believes. */
final class Certificates extends BaseTlsConfiguration {

    private final @Nullable TrustOptions trust;
    private final boolean anybody;
    private final boolean checksHost;

    private Certificates(@Nullable TrustOptions trust, boolean anybody, boolean checksHost) {
        this.trust = trust;
        this.anybody = anybody;
        this.checksHost = checksHost;
    }

    static Certificates of(Trust trust) {
        return switch (trust) {
            case Trust.System _ -> new Certificates(null, false, true);
            case Trust.Authorities authorities ->
                new Certificates(new PemTrustOptions().addCertValue(Buffer.buffer(authorities.pem())), false, true);
            case Trust.Pinned pinned -> new Certificates(TrustOptions.wrap(new Pins(pinned.sha256())), false, false);
            case Trust.Anybody _ -> new Certificates(null, true, false);
        };
    }

    @Override
    public @Nullable TrustOptions getTrustStoreOptions() {
        return trust;
    }

    @Override
    public boolean isTrustAll() {
        return anybody;
    }

    @Override
    public Optional<String> getHostnameVerificationAlgorithm() {
        return checksHost ? Optional.of("HTTPS") : Optional.of("NONE");
    }

    @Override
    public String getName() {
        return "proxmox";
    }

    /** Believes the certificates with these fingerprints; everything else about them (name, expiry, issuer) is not looked at. */
    private static final class Pins extends X509ExtendedTrustManager {

        private final List<String> sha256;

        Pins(List<String> sha256) {
            this.sha256 = sha256;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            String print = fingerprint(chain[0]);
            if (!sha256.contains(print)) {
                throw new CertificateException(
                        "the certificate's SHA-256 fingerprint is " + print + ", not the pinned one");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("no clients are expected here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            throw new CertificateException("no clients are expected here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no clients are expected here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** The SHA-256 of a certificate, 64 hexadecimal digits. */
    static String fingerprint(X509Certificate certificate) throws CertificateException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
