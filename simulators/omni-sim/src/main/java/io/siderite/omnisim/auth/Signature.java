package io.siderite.omnisim.auth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPRuntimeOperationException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** Checks the signature headers of one call. Pure but for the accounts it looks up. */
final class Signature {

    static final String TIMESTAMP = "x-sidero-timestamp";
    static final String PAYLOAD = "x-sidero-payload";
    static final String SIGNATURE = "x-sidero-signature";

    /** The headers that are signed when they are sent. */
    static final List<String> SIGNED_HEADERS = List.of(
            TIMESTAMP,
            "nodes",
            "selectors",
            "fieldselectors",
            "runtime",
            "context",
            "cluster",
            "namespace",
            "uid",
            "authorization");

    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Set<Integer> STRONG_HASHES =
            Set.of(HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512);
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    record Payload(Map<String, List<String>> headers, String method) {}

    private Signature() {}

    /**
     * The provider that signed the call; empty for whatever is wrong.
     *
     * @param headers the values of the signed headers as they were sent, and of payload and signature
     * @param method the full gRPC method, with a leading slash
     */
    static Optional<String> provider(
            Map<String, List<String>> headers, String method, ServiceAccounts accounts, Instant now) {
        var signature = single(headers, SIGNATURE).map(value -> value.split(" ", -1));
        var payload = single(headers, PAYLOAD);
        var parts = signature.filter(given -> given.length == 4 && given[0].equals("siderov1"));
        if (parts.isEmpty() || payload.isEmpty() || !fresh(headers, now)) {
            return Optional.empty();
        }
        if (!describes(payload.get(), headers, method)) {
            return Optional.empty();
        }
        return accounts.find(parts.get()[1], parts.get()[2])
                .filter(account -> account.expires().isAfter(now))
                .filter(account -> verifies(account.key(), payload.get(), parts.get()[3]))
                .map(ServiceAccounts.Account::providerId);
    }

    private static boolean fresh(Map<String, List<String>> headers, Instant now) {
        return single(headers, TIMESTAMP)
                .filter(value -> value.matches("\\d{1,12}"))
                .map(value -> Instant.ofEpochSecond(Long.parseLong(value)))
                .filter(sent -> Duration.between(sent, now).abs().compareTo(SKEW) <= 0)
                .isPresent();
    }

    /** Whether the payload names this method and exactly the headers that were sent. */
    private static boolean describes(String payload, Map<String, List<String>> headers, String method) {
        try {
            var claimed = JSON.readValue(payload, new TypeReference<Payload>() {});
            var named = new TreeMap<String, List<String>>();
            claimed.headers().forEach((name, values) -> named.put(name.toLowerCase(Locale.ROOT), values));
            var sent = new TreeMap<>(headers);
            sent.keySet().retainAll(SIGNED_HEADERS);
            return method.equals(claimed.method()) && named.equals(sent);
        } catch (JacksonException notJson) {
            return false;
        }
    }

    private static boolean verifies(PGPPublicKey key, String payload, String base64) {
        try {
            var objects = new BcPGPObjectFactory(Base64.getDecoder().decode(base64));
            if (!(objects.nextObject() instanceof PGPSignatureList signatures) || signatures.size() != 1) {
                return false;
            }
            var signature = signatures.get(0);
            if (!STRONG_HASHES.contains(signature.getHashAlgorithm())
                    || signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
                return false;
            }
            signature.init(new BcPGPContentVerifierBuilderProvider(), key);
            signature.update(payload.getBytes(StandardCharsets.UTF_8));
            return signature.verify();
        } catch (PGPException | IOException | IllegalArgumentException | PGPRuntimeOperationException broken) {
            return false;
        }
    }

    private static Optional<String> single(Map<String, List<String>> headers, String name) {
        return Optional.ofNullable(headers.get(name))
                .filter(values -> values.size() == 1)
                .map(List::getFirst);
    }
}
