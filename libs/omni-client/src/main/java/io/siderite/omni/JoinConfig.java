package io.siderite.omni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.siderite.proto.specs.GrpcTunnelMode;
import io.siderite.proto.specs.ProviderJoinConfigSpec;
import io.siderite.proto.specs.SiderolinkAPIConfigSpec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a machine boots with to find Omni: the provider's documents, with the machine's own token. */
public final class JoinConfig {

    private static final String TOKEN = "jointoken";
    private static final String TUNNEL = "grpc_tunnel";

    /** Where a machine finds Omni inside the tunnel; the same in every installation. */
    private static final String OMNI_IN_TUNNEL = "[fdae:41e4:649b:9303::1]";

    private JoinConfig() {}

    /**
     * Renders the documents of one machine: those of Omni's provider join config, or, where it holds none, the three that
     * the API config stands for. The result holds the token: a secret.
     *
     * @param tunnel what the machine request says; Omni's own wish for the tunnel counts as well
     * @return YAML; {@link Answer.Rejected} when Omni's documents are of no use
     */
    public static Answer<String> render(
            ProviderJoinConfigSpec provider, SiderolinkAPIConfigSpec api, GrpcTunnelMode tunnel, JoinToken token) {
        // Who enforces it is not overridden; where nobody says anything, Omni's own document counts.
        var wanted = api.getEnforceGrpcTunnel() ? GrpcTunnelMode.ENABLED : tunnel;
        var config = provider.getConfig().getConfig();
        if (!config.isBlank()) {
            return YamlDocuments.read(config).then(documents -> join(documents, token, wanted));
        }
        return api.getMachineApiAdvertisedUrl().isEmpty()
                ? new Answer.Rejected<>(
                        "Omni tells no machine API URL: neither in ProviderJoinConfigs nor in SiderolinkAPIConfigs")
                : join(documents(api), token, wanted);
    }

    private static Answer<String> join(List<ObjectNode> documents, JoinToken token, GrpcTunnelMode tunnel) {
        var links = documents.stream()
                .filter(document ->
                        "SideroLinkConfig".equals(document.path("kind").asText()))
                .toList();
        if (links.isEmpty()) {
            return new Answer.Rejected<>("Omni's join config has no SideroLinkConfig document");
        }
        for (var link : links) {
            var url = link.path("apiUrl").asText("");
            if (url.isEmpty()) {
                return new Answer.Rejected<>("Omni's SideroLinkConfig has no apiUrl");
            }
            link.put("apiUrl", withToken(url, token, tunnel));
        }
        return new Answer.Done<>(YamlDocuments.write(documents));
    }

    private static String withToken(String url, JoinToken token, GrpcTunnelMode tunnel) {
        int query = url.indexOf('?');
        var base = query < 0 ? url : url.substring(0, query);
        var parameters = new ArrayList<>(
                query < 0
                        ? List.<String>of()
                        : Arrays.asList(url.substring(query + 1).split("&")));
        parameters.removeIf(parameter -> parameter.isEmpty() || parameter.startsWith(TOKEN + "="));
        parameters.addFirst(TOKEN + "=" + URLEncoder.encode(token.encoded(), StandardCharsets.UTF_8));
        if (tunnel == GrpcTunnelMode.ENABLED || tunnel == GrpcTunnelMode.DISABLED) {
            parameters.removeIf(parameter -> parameter.startsWith(TUNNEL + "="));
        }
        if (tunnel == GrpcTunnelMode.ENABLED) {
            parameters.add(TUNNEL + "=true");
        }
        return base + "?" + String.join("&", parameters);
    }

    private static List<ObjectNode> documents(SiderolinkAPIConfigSpec api) {
        var link = document("SideroLinkConfig").put("apiUrl", api.getMachineApiAdvertisedUrl());
        var events = document("EventSinkConfig").put("endpoint", OMNI_IN_TUNNEL + ":" + api.getEventsPort());
        var logs = document("KmsgLogConfig")
                .put("name", "omni-kmsg")
                .put("url", "tcp://" + OMNI_IN_TUNNEL + ":" + api.getLogsPort());
        return List.of(link, events, logs);
    }

    private static ObjectNode document(String kind) {
        return YamlDocuments.mapping().put("apiVersion", "v1alpha1").put("kind", kind);
    }
}
