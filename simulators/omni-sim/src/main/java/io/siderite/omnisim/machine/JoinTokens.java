package io.siderite.omnisim.machine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Join tokens of version 2: who asks, signed with the provider's join token. Pure. */
public final class JoinTokens {

    public static final String PROVIDER = "omni.sidero.dev/infra-provider-id";
    public static final String REQUEST = "omni.sidero.dev/machine-request";

    private static final String PREFIX = "v2:";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** What a token that verified says. */
    public record Claim(String providerId, Optional<String> requestId) {}

    private record Token(Map<String, String> extra_data, String signature) {}

    private JoinTokens() {}

    /**
     * What the token says; empty when it is no token of this version, its provider is unknown or its signature wrong.
     *
     * @param joinTokenOf the join token of a provider
     */
    public static Optional<Claim> verify(String token, Function<String, Optional<String>> joinTokenOf) {
        if (!token.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            var json = Base64.getDecoder().decode(token.substring(PREFIX.length()));
            var claimed = JSON.readValue(json, new TypeReference<Token>() {});
            if (claimed.extra_data() == null || claimed.signature() == null) {
                return Optional.empty();
            }
            var provider = claimed.extra_data().getOrDefault(PROVIDER, "");
            return joinTokenOf
                    .apply(provider)
                    .filter(key -> same(sign(key, claimed.extra_data()), claimed.signature()))
                    .map(key -> new Claim(
                            provider, Optional.ofNullable(claimed.extra_data().get(REQUEST))));
        } catch (IllegalArgumentException | JacksonException notOurs) {
            return Optional.empty();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A whole token. */
    static String encode(String joinToken, Map<String, String> extraData) {
        try {
            var token = new TreeMap<String, Object>(
                    Map.of("extra_data", new TreeMap<>(extraData), "signature", sign(joinToken, extraData)));
            return PREFIX + Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(token));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** HMAC-SHA256 over the extra data as JSON, keys sorted, no spaces; base64. */
    static String sign(String joinToken, Map<String, String> extraData) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(joinToken.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(JSON.writeValueAsBytes(new TreeMap<>(extraData))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
