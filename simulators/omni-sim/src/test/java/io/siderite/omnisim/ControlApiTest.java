package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status.Code;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import io.siderite.proto.specs.InfraProviderHealthStatusSpec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlApiTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private OmniSim omni;
    private ControlApi control;
    private TestProvider provider;

    @BeforeEach
    void start() throws Exception {
        omni = OmniSim.start(OmniSimOptions.defaults());
        control = ControlApi.start(omni, 0);
        provider = TestProvider.of(omni, "proxmox");
    }

    @AfterEach
    void stop() {
        provider.close();
        control.close();
        omni.close();
    }

    @Test
    void setsUpASetAndShowsIt() throws Exception {
        Fixture.register(provider, Fixture.SCHEMA);
        assertThat(call("PUT", "/classes/worker?provider=proxmox", "cores: 2").statusCode())
                .isEqualTo(200);
        var body = "{\"class\":\"worker\",\"count\":2,\"talosVersion\":\"1.13.8\",\"extensions\":[\"siderolabs/x\"]}";
        assertThat(call("PUT", "/sets/workers", body).statusCode()).isEqualTo(200);

        var requests = state().get("requests");

        assertThat(requests).hasSize(2);
        assertThat(requests.get(0).get("set").asText()).isEqualTo("workers");
        assertThat(requests.get(0).get("extensions").get(0).asText()).isEqualTo("siderolabs/x");
        assertThat(call("DELETE", "/sets/workers", "").statusCode()).isEqualTo(200);
        Fixture.eventually(() -> provider.list(Kind.MACHINE_REQUEST), List::isEmpty);
    }

    @Test
    void showsPatchesAsTextAndWhoIsConnected() throws Exception {
        assertThat(state().at("/providers/0/connected").asBoolean()).isFalse();
        var beat = InfraProviderHealthStatusSpec.newBuilder()
                .setLastHeartbeatTimestamp(
                        Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond()))
                .build();
        provider.create(Resources.of(Kind.PROVIDER_HEALTH, "proxmox", Map.of(), beat), "h");
        Fixture.status(provider, "r", UUID.randomUUID().toString());
        var compressed = Zstd.compress("machine: {}".getBytes(StandardCharsets.UTF_8));
        var patch = ConfigPatchRequestSpec.newBuilder()
                .setCompressedData(ByteString.copyFrom(compressed))
                .build();
        provider.create(Resources.of(Kind.CONFIG_PATCH_REQUEST, "r-p", Map.of(Labels.MACHINE_REQUEST, "r"), patch), "");
        Fixture.eventually(() -> omni.resources(Kind.CONFIG_PATCH.type()), found -> !found.isEmpty());

        var state = state();

        assertThat(state.at("/patches/0/data").asText()).isEqualTo("machine: {}");
        assertThat(state.at("/providers/0/connected").asBoolean()).isTrue();
        assertThat(state.at("/leftovers")).as("of a request that never was").hasSize(3);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(call("PUT", "/classes/worker?provider=proxmox", "cores: 2"))
                .satisfies(response -> assertThat(response.statusCode()).isEqualTo(422))
                .satisfies(response -> assertThat(response.body()).contains("not registered"));
        assertThat(call("PUT", "/sets/workers", "{\"klass\":1}").statusCode()).isEqualTo(400);
        assertThat(call("PUT", "/sets/workers", "{\"count\":1}").statusCode()).isEqualTo(400);
        assertThat(call("POST", "/faults/fail-next?code=NOPE", "").statusCode()).isEqualTo(400);
        assertThat(call("POST", "/faults/nope", "").statusCode()).isEqualTo(404);
        assertThat(call("GET", "/nope", "").statusCode()).isEqualTo(404);
    }

    @Test
    void injectsFaults() throws Exception {
        assertThat(call("POST", "/faults/fail-next?method=List&count=1&code=UNAVAILABLE", "")
                        .statusCode())
                .isEqualTo(200);

        assertThat(Grpc.code(() -> provider.list(Kind.MACHINE))).isEqualTo(Code.UNAVAILABLE);
        assertThat(Grpc.code(() -> provider.list(Kind.MACHINE))).isEqualTo(Code.OK);
    }

    private JsonNode state() throws Exception {
        return new ObjectMapper().readTree(call("GET", "/state", "").body());
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(control.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
