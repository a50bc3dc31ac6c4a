package io.siderite.cli.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The certificate that a server shows, read without believing it: a handshake, and nothing is sent after it.
 *
 * @param sha256 its fingerprint, 64 hexadecimal digits in lower case
 * @param ends when it expires
 */
record PeerCertificate(String sha256, Instant ends) {

    /** What is shown at an https URL; empty when nothing is, as where nobody listens. */
    static Optional<PeerCertificate> of(URI uri, Duration patience) {
        if (!"https".equals(uri.getScheme())) {
            return Optional.empty();
        }
        int port = uri.getPort() > 0 ? uri.getPort() : 443;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(uri.getHost(), port), (int) patience.toMillis());
            plain.setSoTimeout((int) patience.toMillis());
            return Optional.of(shown(plain, uri.getHost(), port));
        } catch (IOException e) {
            // Why it can't be reached is told by the client that wanted to use it.
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS and SHA-256", e);
        }
    }

    private static PeerCertificate shown(Socket plain, String host, int port)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Looks()}, new SecureRandom());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
            socket.startHandshake();
            X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(first.getEncoded());
            return new PeerCertificate(
                    HexFormat.of().formatHex(digest), first.getNotAfter().toInstant());
        }
    }

    /** The fingerprint as `pvenode cert info` prints it. */
    String printed() {
        return HexFormat.ofDelimiter(":")
                .formatHex(HexFormat.of().parseHex(sha256))
                .toUpperCase(Locale.ROOT);
    }

    /** Looks at certificates, whoever vouches for them. */
    private static final class Looks implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
