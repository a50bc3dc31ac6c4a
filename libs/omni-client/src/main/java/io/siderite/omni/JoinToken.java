package io.siderite.omni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A join token of version 2: tells Omni, signed, which provider made a machine for which request. A secret, shown by
 * {@link #encoded()} only.
 */
public final class JoinToken {

    private static final String HMAC = "HmacSHA256";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final String encoded;

    private JoinToken(String encoded) {
        this.encoded = encoded;
    }

    private record Signed(Map<String, String> extra_data, String signature) {}

    /**
     * Makes the token of one machine.
     *
     * @param secret ProviderJoinConfig's join token, not empty
     * @param requestId the machine request's id
     */
    public static JoinToken of(String secret, String providerId, String requestId) {
        var extra = new TreeMap<>(Map.of(Labels.INFRA_PROVIDER_ID, providerId, Labels.MACHINE_REQUEST, requestId));
        try {
            var signed = new Signed(extra, sign(secret, JSON.writeValueAsBytes(extra)));
            return new JoinToken("v2:" + Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(signed)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings always become JSON", e);
        }
    }

    /** The token as it stands in a join URL, not escaped. */
    public String encoded() {
        return encoded;
    }

    private static String sign(String secret, byte[] data) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(data));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "JoinToken[hidden]";
    }
}
