package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.machine.ProvisionService;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.siderolink.ProvisionRequest;
import io.siderite.proto.siderolink.ProvisionServiceGrpc;
import io.siderite.proto.specs.ProviderJoinConfigSpec;
import io.siderite.proto.specs.SiderolinkAPIConfigSpec;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MachineApiTest {

    private static final String PUBLIC_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private OmniSim omni;
    private TestProvider provider;
    private ManagedChannel channel;
    private ProvisionServiceGrpc.ProvisionServiceBlockingStub machine;

    @BeforeEach
    void start() throws Exception {
        omni = OmniSim.start(OmniSimOptions.defaults());
        provider = TestProvider.of(omni, "proxmox");
        channel = NettyChannelBuilder.forTarget("dns:///" + omni.machineApiUrl().replace("grpc://", ""))
                .usePlaintext()
                .build();
        machine = ProvisionServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        provider.close();
        omni.close();
    }

    @Test
    void aMachineWithItsRequestInTheTokenRegisters() throws Exception {
        var request = Resources.id(Fixture.requests(omni, provider, 1).getFirst());
        var uuid = UUID.randomUUID().toString();

        var response = machine.provision(machine(uuid, token(request), "unique-1"));

        assertThat(response.getServerPublicKey()).isNotEmpty();
        assertThat(response.getServerEndpointList()).isNotEmpty();
        Fixture.eventually(omni::registrations, all -> all.equals(Map.of(uuid, request)));
        var registration = provider.get(Kind.REGISTRATION, uuid);
        assertThat(Resources.label(registration, Labels.MACHINE_REQUEST)).isEqualTo(request);
        assertThat(provider.list(Kind.MACHINE)).extracting(Resources::id).containsExactly(uuid);
    }

    @Test
    void aMachineIsKnownByTheStatusThatNamesItsUuid() throws Exception {
        var request = Resources.id(Fixture.requests(omni, provider, 1).getFirst());
        var uuid = UUID.randomUUID().toString();

        var unused = machine.provision(machine(uuid, tokenOf(joinToken(), Map.of(Labels.PROVIDER, "proxmox")), "u"));
        assertThat(omni.registrations()).isEmpty();
        Fixture.status(provider, request, uuid);

        Fixture.eventually(omni::registrations, all -> all.equals(Map.of(uuid, request)));
    }

    @Test
    void refusesTokensThatAreNotSignedWithTheProvidersKey() throws Exception {
        var forged = tokenOf("another key", Map.of(Labels.PROVIDER, "proxmox", Labels.MACHINE_REQUEST, "r"));
        var stranger = tokenOf(joinToken(), Map.of(Labels.PROVIDER, "nobody"));

        for (var token : List.of(forged, stranger, "v2:bm8=", "v2:%", "", joinToken())) {
            assertThat(Grpc.code(
                            () -> machine.provision(machine(UUID.randomUUID().toString(), token, "u"))))
                    .isEqualTo(Code.PERMISSION_DENIED);
        }
    }

    @Test
    void refusesWhatIsNoUuidOrNoKey() throws Exception {
        var token = token("r");
        var noKey = machine(UUID.randomUUID().toString(), token, "u").toBuilder()
                .setNodePublicKey("short")
                .build();

        assertThat(Grpc.code(() -> machine.provision(machine("not-a-uuid", token, "u"))))
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(Grpc.code(() -> machine.provision(noKey))).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void aMachineWithoutAUniqueTokenStaysPending() throws Exception {
        var request = Resources.id(Fixture.requests(omni, provider, 1).getFirst());

        var unused = machine.provision(machine(UUID.randomUUID().toString(), token(request), ""));

        assertThat(omni.resources(Kind.PENDING_MACHINE.type())).hasSize(1);
        assertThat(omni.resources(Kind.LINK.type())).isEmpty();
    }

    @Test
    void aSecondMachineWithTheSameUuidIsAConflict() throws Exception {
        var request = Resources.id(Fixture.requests(omni, provider, 1).getFirst());
        var uuid = UUID.randomUUID().toString();
        var first = machine.provision(machine(uuid, token(request), "unique-1"));
        var again = machine.provision(machine(uuid, token(request), "unique-1"));
        assertThat(again).isEqualTo(first);
        assertThat(pending()).isEmpty();

        var unused = machine.provision(machine(uuid, token(request), "unique-2"));

        assertThat(pending())
                .singleElement()
                .satisfies(resource -> assertThat(resource.getMetadata().getAnnotationsMap())
                        .containsKey(ProvisionService.UUID_CONFLICT));
    }

    @Test
    void theLinkEndsWithItsRequestAndItsUuidIsTakenUntilThen() throws Exception {
        var request = Fixture.requests(omni, provider, 1).getFirst();
        var held = request.toBuilder();
        held.getMetadataBuilder().addFinalizers(Fixture.OWNER);
        provider.update(held.build(), "");
        var id = Resources.id(request);
        var uuid = UUID.randomUUID().toString();
        Fixture.status(provider, id, uuid);
        var linked = machine.provision(machine(uuid, token(id), "unique-1"));
        assertThat(linked.getServerAddress()).isNotEmpty();
        Fixture.eventually(omni::registrations, all -> all.size() == 1);

        omni.deleteSet("talos-workers");
        provider.teardown(Kind.MACHINE_REQUEST_STATUS, id, Fixture.OWNER);
        Fixture.eventually(omni::registrations, Map::isEmpty);
        assertThat(Grpc.code(() -> machine.provision(machine(uuid, token(id), "unique-1"))))
                .isEqualTo(Code.ALREADY_EXISTS);

        Fixture.eventually(
                () -> provider.get(Kind.MACHINE_REQUEST_STATUS, id),
                status -> status.getMetadata().getFinalizersCount() == 0);
        provider.destroy(Kind.MACHINE_REQUEST_STATUS, id, Fixture.OWNER);
        var released = provider.get(Kind.MACHINE_REQUEST, id).toBuilder();
        released.getMetadataBuilder().clearFinalizers();
        provider.update(released.build(), "");
        Fixture.eventually(() -> omni.resources(Kind.LINK.type()), List::isEmpty);
        assertThat(omni.leftovers()).isEmpty();
    }

    @Test
    void aDeletedLinkMakesAnotherRequest() throws Exception {
        var request = Resources.id(Fixture.requests(omni, provider, 1).getFirst());
        var uuid = UUID.randomUUID().toString();
        var unused = machine.provision(machine(uuid, token(request), "unique-1"));
        Fixture.eventually(omni::registrations, all -> all.size() == 1);

        omni.deleteLink(uuid);

        Fixture.eventually(
                () -> provider.list(Kind.MACHINE_REQUEST),
                all -> all.size() == 1 && !Resources.id(all.getFirst()).equals(request));
    }

    @Test
    void theJoinConfigLeadsToTheAdvertisedMachineApi() throws Exception {
        var spec = ProviderJoinConfigSpec.parseFrom(
                provider.get(Kind.PROVIDER_JOIN_CONFIG, "proxmox").getSpec().getProtoSpec());
        var siderolink = SiderolinkAPIConfigSpec.parseFrom(provider.get(Kind.SIDEROLINK_API_CONFIG, "siderolink-config")
                .getSpec()
                .getProtoSpec());

        assertThat(siderolink.getMachineApiAdvertisedUrl()).isEqualTo(omni.machineApiUrl());
        assertThat(spec.getConfig().getConfig())
                .contains("apiUrl: " + omni.machineApiUrl() + "?jointoken=v2%3A")
                .contains("endpoint: '[fdae:41e4:649b:9303::1]:" + siderolink.getEventsPort() + "'")
                .contains("url: tcp://[fdae:41e4:649b:9303::1]:" + siderolink.getLogsPort());
    }

    private List<Resource> pending() {
        return omni.resources(Kind.PENDING_MACHINE.type());
    }

    private String joinToken() throws Exception {
        return ProviderJoinConfigSpec.parseFrom(provider.get(Kind.PROVIDER_JOIN_CONFIG, "proxmox")
                        .getSpec()
                        .getProtoSpec())
                .getJoinToken();
    }

    private String token(String requestId) {
        try {
            return tokenOf(joinToken(), Map.of(Labels.PROVIDER, "proxmox", Labels.MACHINE_REQUEST, requestId));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ProvisionRequest machine(String uuid, String token, String uniqueToken) {
        return ProvisionRequest.newBuilder()
                .setNodeUuid(uuid)
                .setNodePublicKey(PUBLIC_KEY)
                .setJoinToken(token)
                .setNodeUniqueToken(uniqueToken)
                .setTalosVersion("v1.13.8")
                .build();
    }

    private static String tokenOf(String key, Map<String, String> extraData) throws Exception {
        var extra = json(extraData);
        var token = "{\"extra_data\":" + extra + ",\"signature\":\"" + hmac(key, extra) + "\"}";
        return "v2:" + Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Map<String, String> extraData) throws Exception {
        return new ObjectMapper().writeValueAsString(new TreeMap<>(extraData));
    }

    private static String hmac(String key, String text) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
