package io.siderite.proxmox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Bodies as Proxmox reads them. */
final class Form {

    private Form() {}

    /** A form, order kept. Spaces as %20: Proxmox takes both, other peers not. */
    static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(e -> escape(e.getKey()) + "=" + escape(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** Proxmox's booleans. */
    static String bit(boolean value) {
        return value ? "1" : "0";
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
