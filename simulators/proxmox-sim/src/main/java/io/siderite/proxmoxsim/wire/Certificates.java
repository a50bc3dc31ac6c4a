package io.siderite.proxmoxsim.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The cluster's own certificate authority and the certificate of its nodes, as a fresh Proxmox VE makes them. */
public final class Certificates {
    private static final char[] PASSWORD = "none".toCharArray();

    private final X509Certificate ca;
    private final X509Certificate node;
    private final PrivateKey nodeKey;

    private Certificates(X509Certificate ca, X509Certificate node, PrivateKey nodeKey) {
        this.ca = ca;
        this.node = node;
        this.nodeKey = nodeKey;
    }

    /** A new authority and a node certificate for 127.0.0.1 and localhost. */
    public static Certificates generate(String cluster) {
        try {
            KeyPair caKeys = keys();
            X500Name caName = new X500Name("O=PVE Cluster Manager CA,CN=Proxmox Virtual Environment " + cluster);
            var caBuilder = builder(caName, caKeys, caName);
            caBuilder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            KeyPair nodeKeys = keys();
            var nodeBuilder = builder(caName, nodeKeys, new X500Name("O=Proxmox Virtual Environment,CN=pve"));
            nodeBuilder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.dNSName, "localhost")
            }));
            return new Certificates(sign(caBuilder, caKeys), sign(nodeBuilder, caKeys), nodeKeys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this Java cannot make an EC certificate", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator g = KeyPairGenerator.getInstance("EC");
        g.initialize(new ECGenParameterSpec("secp256r1"));
        return g.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, KeyPair own, X500Name subject) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minus(1, ChronoUnit.DAYS)),
                Date.from(now.plus(730, ChronoUnit.DAYS)),
                subject,
                own.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair with)
            throws OperatorCreationException, GeneralSecurityException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(with.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** The authority, PEM. */
    public String caPem() {
        return pem(ca);
    }

    /** SHA-256 of the node certificate, as Proxmox shows it: upper-case hex with colons. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(node.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS for the endpoints. */
    public SSLContext server() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keyManagers().getKeyManagers(), null, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot set up TLS for the endpoints", e);
        }
    }

    /** The node's certificate and key, for a server of another make. */
    public KeyManagerFactory keyManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("node", nodeKey, PASSWORD, new Certificate[] {node, ca});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot set up TLS for the endpoints", e);
        }
    }

    /** Trust in the given PEM certificates and, when there are none, in the system's. */
    public static TrustManagerFactory trusting(List<String> pems) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            if (pems.isEmpty()) {
                trust.init((KeyStore) null);
                return trust;
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (String pem : pems) {
                var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
                for (Certificate c : factory.generateCertificates(in)) {
                    store.setCertificateEntry("ca" + store.size(), c);
                }
            }
            trust.init(store);
            return trust;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("not a PEM certificate: " + e.getMessage(), e);
        }
    }

    /** Client TLS that checks against {@link #trusting}, or checks nothing at all. */
    public static SSLContext client(List<String> pems, boolean verify) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    null,
                    verify ? trusting(pems).getTrustManagers() : new X509TrustManager[] {new TrustsEverybody()},
                    null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks TLS", e);
        }
    }

    private static String pem(X509Certificate c) {
        try {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(c.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
