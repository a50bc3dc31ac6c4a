package io.siderite.omni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Signs the metadata of a call as Omni wants it: a payload that names the method and the headers that take part, and a
 * signature over exactly that payload. Bodies are not signed.
 */
final class RequestSigner {

    static final Metadata.Key<String> TIMESTAMP = ascii("x-sidero-timestamp");
    static final Metadata.Key<String> PAYLOAD = ascii("x-sidero-payload");
    static final Metadata.Key<String> SIGNATURE = ascii("x-sidero-signature");

    /** Headers that Omni compares with the payload. One that is not sent must not stand in the payload either. */
    private static final List<Metadata.Key<String>> TAKING_PART = List.of(
            TIMESTAMP,
            ascii("nodes"),
            ascii("selectors"),
            ascii("fieldSelectors"),
            ascii("runtime"),
            ascii("context"),
            ascii("cluster"),
            ascii("namespace"),
            ascii("uid"),
            ascii("authorization"));

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final ServiceAccountKey key;
    private final Clock clock;

    RequestSigner(ServiceAccountKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * Adds time stamp, payload and signature to the headers of a call.
     *
     * @param method with a leading slash, such as /cosi.resource.State/Get
     */
    void sign(String method, Metadata headers) {
        var now = clock.instant();
        replace(headers, TIMESTAMP, Long.toString(now.getEpochSecond()));
        var payload = payload(method, headers);
        var signature = Base64.getEncoder().encodeToString(key.sign(payload.getBytes(StandardCharsets.UTF_8), now));
        replace(headers, PAYLOAD, payload);
        replace(headers, SIGNATURE, "siderov1 %s %s %s".formatted(key.name(), key.fingerprint(), signature));
    }

    /** In the order of its members, without spaces. */
    private record Payload(Map<String, List<String>> headers, String method) {}

    static String payload(String method, Metadata headers) {
        Map<String, List<String>> taking = new LinkedHashMap<>();
        for (var header : TAKING_PART) {
            var values = headers.getAll(header);
            if (values != null) {
                var list = new ArrayList<String>();
                values.forEach(list::add);
                taking.put(header.originalName(), list);
            }
        }
        try {
            return JSON.writeValueAsString(new Payload(taking, method));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings always become JSON", e);
        }
    }

    private static void replace(Metadata headers, Metadata.Key<String> header, String value) {
        headers.discardAll(header);
        headers.put(header, value);
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
