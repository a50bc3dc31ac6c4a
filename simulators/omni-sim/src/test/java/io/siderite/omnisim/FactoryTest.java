package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.proto.management.BootAssetKind;
import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.management.CreateSchematicFromRawRequest;
import io.siderite.proto.specs.FeaturesConfigSpec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactoryTest {

    private static final String SCHEMATIC = """
            customization:
              extraKernelArgs: [net.ifnames=0]
              meta: [{key: 10, value: x}]
              systemExtensions:
                officialExtensions: [siderolabs/qemu-guest-agent]
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theNewestReleaseLeadsToAnImageOfAKnownSchematic() throws Exception {
        try (var omni = OmniSim.start(OmniSimOptions.defaults());
                var provider = TestProvider.of(omni, "proxmox")) {
            var schematic = schematic(provider, SCHEMATIC);
            assertThat(schematic).matches("[0-9a-f]{64}");
            assertThat(schematic(provider, SCHEMATIC)).isEqualTo(schematic);

            var asset = provider.management.getBootAssetURL(asset(schematic));
            assertThat(asset.getUrl()).endsWith("/image/" + schematic + "/v1.13.8/nocloud-amd64.iso");
            assertThat(asset.getStorageKey()).matches("[0-9a-f]{64}");

            var image = get(asset.getUrl());
            assertThat(image.statusCode()).isEqualTo(200);
            assertThat(image.body())
                    .hasSize(1 << 20)
                    .isEqualTo(get(asset.getUrl()).body());
            assertThat(new String(image.body(), 32769, 5, StandardCharsets.US_ASCII))
                    .isEqualTo("CD001");
            assertThat(omni.imageDownloads()).hasSize(2);
            assertThat(get(asset.getUrl().replace(schematic, "0".repeat(64))).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aReleaseWithoutBootAssetsLeadsThereByTheFeaturesConfig() throws Exception {
        var options = OmniSimOptions.defaults().withRelease(Release.WITHOUT_BOOT_ASSET);
        try (var omni = OmniSim.start(options);
                var provider = TestProvider.of(omni, "proxmox")) {
            var schematic = schematic(provider, SCHEMATIC);
            assertThat(Grpc.code(() -> provider.management.getBootAssetURL(asset(schematic))))
                    .isEqualTo(Code.UNIMPLEMENTED);

            var base = FeaturesConfigSpec.parseFrom(provider.get(Kind.FEATURES_CONFIG, "features-config")
                            .getSpec()
                            .getProtoSpec())
                    .getImageFactoryBaseUrl();
            var image = get(base + "/image/" + schematic + "/v1.13.8/nocloud-arm64-secureboot.iso");

            assertThat(image.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anOldReleaseHasNeither() throws Exception {
        try (var omni = OmniSim.start(OmniSimOptions.defaults().withRelease(Release.OLD));
                var provider = TestProvider.of(omni, "proxmox")) {
            assertThat(Grpc.code(() -> schematic(provider, SCHEMATIC))).isEqualTo(Code.UNIMPLEMENTED);
        }
    }

    @Test
    void refusesFieldsThatASchematicDoesNotHave() throws Exception {
        try (var omni = OmniSim.start(OmniSimOptions.defaults());
                var provider = TestProvider.of(omni, "proxmox")) {
            var status = Grpc.status(() -> schematic(provider, "customization: {extraArgs: []}"));

            assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(status.getDescription()).contains("extraArgs");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateSchematic", "GetMachineJoinConfig"})
    void deniesWhatIsNotForProviders(String method) throws Exception {
        var any = ProtoUtils.marshaller(Empty.getDefaultInstance());
        var descriptor = MethodDescriptor.newBuilder(any, any)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("management.ManagementService/" + method)
                .build();
        try (var omni = OmniSim.start(OmniSimOptions.defaults());
                var provider = TestProvider.of(omni, "proxmox")) {
            var channel = provider.management.getChannel();

            var code = Grpc.code(() -> ClientCalls.blockingUnaryCall(
                    channel, descriptor, CallOptions.DEFAULT, Empty.getDefaultInstance()));

            assertThat(code).isEqualTo(Code.PERMISSION_DENIED);
        }
    }

    @Test
    void withCredentialsTheUrlCarriesThemAndTheFactoryInsists() throws Exception {
        try (var omni = OmniSim.start(OmniSimOptions.defaults().withBootAssetCredentials());
                var provider = TestProvider.of(omni, "proxmox")) {
            var request = asset(schematic(provider, SCHEMATIC));
            var url = URI.create(provider.management.getBootAssetURL(request).getUrl());
            var open = URI.create(url.toString().replace(url.getUserInfo() + "@", ""));
            assertThat(get(open.toString()).statusCode()).isEqualTo(401);

            var credentials =
                    Base64.getEncoder().encodeToString(url.getUserInfo().getBytes(StandardCharsets.UTF_8));
            var authorized = HttpRequest.newBuilder(open)
                    .header("Authorization", "Basic " + credentials)
                    .build();
            assertThat(http.send(authorized, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);

            var headers = provider.management.getBootAssetURL(
                    request.toBuilder().setStandaloneUrl(false).build());
            assertThat(headers.getUrl()).isEqualTo(open.toString());
            assertThat(headers.getHeadersMap()).containsEntry("Authorization", "Basic " + credentials);
        }
    }

    private static String schematic(TestProvider provider, String yaml) {
        return provider.management
                .createSchematicFromRaw(CreateSchematicFromRawRequest.newBuilder()
                        .setRawSchematic(ByteString.copyFromUtf8(yaml))
                        .setTalosVersion("1.13.8")
                        .build())
                .getSchematicId();
    }

    private static BootAssetURLRequest asset(String schematic) {
        return BootAssetURLRequest.newBuilder()
                .setSchematicId(schematic)
                .setTalosVersion("1.13.8")
                .setStandaloneUrl(true)
                .setBootAssetKind(BootAssetKind.ISO)
                .setPlatform("nocloud")
                .setArchitecture("amd64")
                .build();
    }

    private HttpResponse<byte[]> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
