package io.siderite.proxmoxsim.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Talos reads off the nocloud ISO: whom to join, what it is called, how its network is set up. */
record Cidata(@Nullable Join join, String hostname, List<Nic> nics, List<String> notes) {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Omni's machine API and the token for it. */
    record Join(String host, int port, boolean tls, String token, boolean grpcTunnel) {
        @Override
        public String toString() {
            return (tls ? "https://" : "grpc://") + host + ":" + port;
        }
    }

    /** Reads the files; {@code cards} are the machine's, in order, as they are without any configuration. */
    static Cidata read(Iso9660 iso, List<Nic> cards) {
        List<String> notes = new ArrayList<>();
        String hostname = "";
        List<Nic> nics = cards;
        Join join = null;
        try {
            String userData = iso.text("user-data");
            if (userData == null) {
                notes.add("the cidata ISO has no file user-data");
            } else if (userData.startsWith("#cloud-config")) {
                notes.add("user-data begins with #cloud-config: Talos does not take it for its configuration");
            } else {
                join = join(userData, notes);
            }
            String metaData = iso.text("meta-data");
            if (metaData == null) {
                notes.add("the cidata ISO has no file meta-data");
            } else {
                hostname = YAML.readTree(metaData).path("local-hostname").asText("");
            }
            String network = iso.text("network-config");
            if (hostname.length() > 63) {
                notes.add("local-hostname is longer than 63 characters: the whole network-config is discarded");
            } else if (network != null) {
                nics = network(network, cards, notes);
            }
        } catch (IOException e) {
            notes.add("the cidata ISO holds YAML that does not parse");
        }
        return new Cidata(join, hostname, nics, List.copyOf(notes));
    }

    private static @Nullable Join join(String userData, List<String> notes) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(userData)) {
            while (documents.hasNext()) {
                JsonNode d = documents.next();
                if (d.path("kind").asText().equals("SideroLinkConfig")) {
                    return parse(d.path("apiUrl").asText(), notes);
                }
            }
        }
        notes.add("user-data has no SideroLinkConfig document");
        return null;
    }

    private static @Nullable Join parse(String apiUrl, List<String> notes) {
        URI url;
        try {
            url = URI.create(apiUrl);
        } catch (IllegalArgumentException e) {
            notes.add("apiUrl of SideroLinkConfig is no URL");
            return null;
        }
        Map<String, String> query = new LinkedHashMap<>();
        String raw = url.getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int eq = pair.indexOf('=');
            query.put(
                    eq < 0 ? pair : pair.substring(0, eq),
                    eq < 0 ? "" : URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8));
        }
        String scheme = url.getScheme();
        if (url.getHost() == null || scheme == null || !(scheme.equals("grpc") || scheme.equals("https"))) {
            notes.add("apiUrl of SideroLinkConfig needs grpc:// or https:// and a host");
            return null;
        }
        boolean tls = scheme.equals("https");
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        String host = url.getHost().replaceAll("^\\[|]$", "");
        return new Join(host, port, tls, query.getOrDefault("jointoken", ""), "true".equals(query.get("grpc_tunnel")));
    }

    private static List<Nic> network(String text, List<Nic> cards, List<String> notes) throws IOException {
        JsonNode root = YAML.readTree(text);
        JsonNode network = root.has("network") ? root.path("network") : root;
        if (network.path("version").asInt() != 2) {
            notes.add("network-config has no version 2: it is discarded");
            return cards;
        }
        Map<String, JsonNode> byMac = new LinkedHashMap<>();
        network.path("ethernets")
                .properties()
                .forEach(e -> byMac.put(
                        e.getValue().path("match").path("macaddress").asText().toLowerCase(Locale.ROOT), e.getValue()));
        List<Nic> nics = new ArrayList<>();
        for (Nic card : cards) {
            JsonNode c = byMac.remove(card.mac());
            if (c == null) {
                notes.add("network-config does not list " + card.mac() + ": it gets DHCP");
                nics.add(card);
                continue;
            }
            List<String> addresses = new ArrayList<>();
            c.path("addresses").forEach(a -> addresses.add(a.asText()));
            nics.add(new Nic(
                    card.name(),
                    card.mac(),
                    card.bridge(),
                    c.path("dhcp4").asBoolean(),
                    List.copyOf(addresses),
                    c.path("mtu").asInt(0),
                    true));
        }
        byMac.keySet().forEach(mac -> notes.add("network-config lists " + mac + ", which this machine does not have"));
        return List.copyOf(nics);
    }
}
