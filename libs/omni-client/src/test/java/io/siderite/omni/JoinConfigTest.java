package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.siderite.proto.specs.GrpcTunnelMode;
import io.siderite.proto.specs.JoinConfig.Builder;
import io.siderite.proto.specs.ProviderJoinConfigSpec;
import io.siderite.proto.specs.SiderolinkAPIConfigSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinConfigTest {

    private static final JoinToken TOKEN = JoinToken.of("abcd", "test", "request1");

    private static final SiderolinkAPIConfigSpec API = SiderolinkAPIConfigSpec.newBuilder()
            .setMachineApiAdvertisedUrl("https://omni.example.com:8090/")
            .setEventsPort(8091)
            .setLogsPort(8092)
            .build();

    private static final String OF_OMNI = """
            apiVersion: v1alpha1
            kind: SideroLinkConfig
            apiUrl: https://omni.example.com:8090/?jointoken=w7uVuW3zbVKIYQuzEcyetAHeYMeo5q2L9RvkAVfCfSCD
            ---
            apiVersion: v1alpha1
            kind: EventSinkConfig
            endpoint: '[fdae:41e4:649b:9303::1]:8090'
            ---
            apiVersion: v1alpha1
            kind: KmsgLogConfig
            name: omni-kmsg
            url: tcp://[fdae:41e4:649b:9303::1]:8092
            """;

    @Test
    void putsTheMachinesTokenIntoOmnisDocuments() {
        var documents = render(OF_OMNI, API, GrpcTunnelMode.UNSET);

        assertThat(documents).hasSize(3);
        assertThat(documents.get(0).path("apiUrl").asText())
                .startsWith("https://omni.example.com:8090/?jointoken=v2%3A")
                .doesNotContain("w7uVuW3zbVK", "+", "grpc_tunnel")
                .satisfies(url -> assertThat(url.substring(url.indexOf("v2"))).doesNotContain("=", "/", ":"));
        assertThat(documents.get(1).path("endpoint").asText()).isEqualTo("[fdae:41e4:649b:9303::1]:8090");
        assertThat(documents.get(2).path("url").asText()).isEqualTo("tcp://[fdae:41e4:649b:9303::1]:8092");
    }

    @Test
    void asksForTheTunnelWhenTheRequestOrOmniDoes() {
        var enforced = API.toBuilder().setEnforceGrpcTunnel(true).build();
        var already = OF_OMNI.replace("?jointoken", "?grpc_tunnel=true&jointoken");

        assertThat(url(render(OF_OMNI, API, GrpcTunnelMode.ENABLED))).endsWith("&grpc_tunnel=true");
        assertThat(url(render(OF_OMNI, enforced, GrpcTunnelMode.DISABLED))).endsWith("&grpc_tunnel=true");
        assertThat(url(render(already, API, GrpcTunnelMode.UNSET)))
                .containsOnlyOnce("grpc_tunnel=true")
                .containsOnlyOnce("jointoken=");
        assertThat(url(render(already, API, GrpcTunnelMode.DISABLED)))
                .as("the request is asked before Omni's default")
                .doesNotContain("grpc_tunnel");
        assertThat(url(render(already, enforced, GrpcTunnelMode.DISABLED))).containsOnlyOnce("grpc_tunnel=true");
    }

    @Test
    void makesTheDocumentsItselfWhereOmniHasNone() {
        var documents = render("", API, GrpcTunnelMode.UNSET);

        assertThat(documents)
                .extracting(document -> document.path("kind").asText())
                .containsExactly("SideroLinkConfig", "EventSinkConfig", "KmsgLogConfig");
        assertThat(url(documents)).startsWith("https://omni.example.com:8090/?jointoken=v2%3A");
        assertThat(documents.get(1).path("endpoint").asText()).isEqualTo("[fdae:41e4:649b:9303::1]:8091");
    }

    @Test
    void doesNotShowTheTextOfDocumentsItCannotRead() {
        var broken = OF_OMNI.replace("kind: KmsgLogConfig", "kind: KmsgLogConfig\n  token: verysecret");

        var answer = JoinConfig.render(provider(broken), API, GrpcTunnelMode.UNSET, TOKEN);

        assertThat(answer).isInstanceOf(Answer.Rejected.class);
        assertThat(answer.why()).contains("line").doesNotContain("verysecret", "w7uVuW3zbVK");
    }

    @Test
    void refusesWhatHasNoLink() {
        var answer = JoinConfig.render(provider("kind: EventSinkConfig"), API, GrpcTunnelMode.UNSET, TOKEN);

        assertThat(answer.why()).contains("no SideroLinkConfig");
    }

    private static String url(List<ObjectNode> documents) {
        return documents.getFirst().path("apiUrl").asText();
    }

    private static List<ObjectNode> render(String config, SiderolinkAPIConfigSpec api, GrpcTunnelMode tunnel) {
        var text = JoinConfig.render(provider(config), api, tunnel, TOKEN);
        return Done.value(text.then(YamlDocuments::read));
    }

    private static ProviderJoinConfigSpec provider(String config) {
        Builder join = io.siderite.proto.specs.JoinConfig.newBuilder().setConfig(config);
        return ProviderJoinConfigSpec.newBuilder().setConfig(join).build();
    }
}
