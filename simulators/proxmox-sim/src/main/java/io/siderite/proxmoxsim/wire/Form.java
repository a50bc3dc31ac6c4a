package io.siderite.proxmoxsim.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.proxmoxsim.model.Refusal;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters as they come: a form, JSON, or the query. */
public final class Form {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Form() {}

    /** A query or a form body; pairs may be parted by {@code &} or {@code ;}. */
    public static Map<String, String> urlEncoded(String text) {
        Map<String, String> params = new LinkedHashMap<>();
        for (String pair : text.split("[&;]")) {
            int eq = pair.indexOf('=');
            if (!pair.isEmpty()) {
                String key = eq < 0 ? pair : pair.substring(0, eq);
                params.put(decode(key), eq < 0 ? "" : decode(pair.substring(eq + 1)));
            }
        }
        return params;
    }

    /** A JSON object; booleans become 1 and 0. */
    public static Map<String, String> json(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            if (root == null || !root.isObject()) {
                throw Refusal.because("malformed JSON string, neither tag, array, object, number, string or atom");
            }
            Map<String, String> params = new LinkedHashMap<>();
            root.properties().forEach(e -> params.put(e.getKey(), text(e.getValue())));
            return params;
        } catch (IOException e) {
            throw Refusal.because("malformed JSON string, neither tag, array, object, number, string or atom");
        }
    }

    private static String text(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "1" : "0";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String decode(String s) {
        return URLDecoder.decode(s.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.UTF_8);
    }
}
