package io.siderite.omnisim.machine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a machine boots with to find Omni, as Omni writes it into a provider's join config.
 *
 * @param apiUrl the advertised machine API
 * @param grpcTunnel whether every machine must tunnel WireGuard over gRPC
 */
public record JoinDocuments(String apiUrl, int eventsPort, int logsPort, boolean grpcTunnel) {

    /** Omni's address inside the tunnel. */
    static final String SERVER_ADDRESS = "fdae:41e4:649b:9303::1";

    /** The three YAML documents, with a token for the provider as a whole. */
    public String config(String providerId, String joinToken) {
        return """
                apiVersion: v1alpha1
                kind: SideroLinkConfig
                apiUrl: %s
                ---
                apiVersion: v1alpha1
                kind: EventSinkConfig
                endpoint: '[%s]:%d'
                ---
                apiVersion: v1alpha1
                kind: KmsgLogConfig
                name: omni-kmsg
                url: tcp://[%s]:%d
                """.formatted(url(providerId, joinToken), SERVER_ADDRESS, eventsPort, SERVER_ADDRESS, logsPort);
    }

    /** The same as kernel arguments. */
    public List<String> kernelArgs(String providerId, String joinToken) {
        return List.of(
                "siderolink.api=" + url(providerId, joinToken),
                "talos.events.sink=[" + SERVER_ADDRESS + "]:" + eventsPort,
                "talos.logging.kernel=tcp://[" + SERVER_ADDRESS + "]:" + logsPort);
    }

    private String url(String providerId, String joinToken) {
        var token = JoinTokens.encode(joinToken, Map.of(JoinTokens.PROVIDER, providerId));
        return apiUrl + "?jointoken=" + URLEncoder.encode(token, StandardCharsets.UTF_8)
                + (grpcTunnel ? "&grpc_tunnel=true" : "");
    }
}
