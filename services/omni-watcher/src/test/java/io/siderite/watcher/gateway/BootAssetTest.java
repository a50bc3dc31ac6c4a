package io.siderite.watcher.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.grpc.stub.StreamObserver;
import io.siderite.omni.Answer;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.ServiceAccountKey;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.MetaValue;
import io.siderite.proto.gateway.v1.BootAssetRequest;
import io.siderite.proto.gateway.v1.BootAssetResponse;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine wants to boot, all the way: from the event's boot image to what the simulated Omni registered. */
class BootAssetTest {

    private static final BootImage EVERYTHING = BootImage.newBuilder()
            .setTalosVersion("1.13.8")
            .setArchitecture("amd64")
            .addAllExtensions(List.of("siderolabs/util-linux-tools", "siderolabs/iscsi-tools"))
            .addAllKernelArgs(List.of("net.ifnames=0", "console=ttyS0", "-selinux"))
            .addMetaValues(MetaValue.newBuilder().setKey(12).setValue("machineLabels:\n  zone: a\n"))
            .addMetaValues(MetaValue.newBuilder().setKey(10).setValue("{}"))
            .setOverlayName("rpi_generic")
            .setOverlayImage("siderolabs/sbc-raspberrypi")
            .build();

    @TempDir
    Path dir;

    private OmniSim omni;
    private OmniConnection connection;
    private OmniGatewayService gateway;

    @BeforeEach
    void connect() throws Exception {
        omni = OmniSim.start(OmniSimOptions.defaults().withProviders("proxmox"));
        Path ca = Files.writeString(dir.resolve("ca.pem"), omni.caPem());
        ServiceAccountKey key = switch (ServiceAccountKey.read(omni.serviceAccountKey("proxmox"))) {
            case Answer.Done<ServiceAccountKey> done -> done.value();
            case Answer<ServiceAccountKey> other -> throw new AssertionError(other.why());
        };
        connection = OmniConnection.open(
                new OmniEndpoint(URI.create(omni.endpoint()), key, "proxmox", new OmniEndpoint.Trust.CaFile(ca)));
        gateway = new OmniGatewayService(connection.state(), connection.management(), new ProviderNames("proxmox"));
    }

    @AfterEach
    void disconnect() {
        connection.close();
        omni.close();
    }

    @Test
    void everyWishArrivesInTheSchematic() throws Exception {
        BootAssetResponse asset = ask(EVERYTHING);

        assertThat(asset.getUrl()).contains("/v1.13.8/nocloud-amd64.iso");
        assertThat(registered()).isEqualTo(new YAMLMapper().readTree("""
                customization:
                  extraKernelArgs: ["-selinux", "console=ttyS0", "net.ifnames=0"]
                  meta:
                  - {key: 10, value: "{}"}
                  - {key: 12, value: "machineLabels:\\n  zone: a\\n"}
                  systemExtensions:
                    officialExtensions:
                    - siderolabs/iscsi-tools
                    - siderolabs/qemu-guest-agent
                    - siderolabs/util-linux-tools
                overlay: {image: siderolabs/sbc-raspberrypi, name: rpi_generic}
                """));
    }

    @Test
    void theSameWishesInAnotherOrderAreTheSameImage() throws Exception {
        BootImage.Builder other =
                EVERYTHING.toBuilder().clearExtensions().clearKernelArgs().clearMetaValues();
        reversed(EVERYTHING.getExtensionsList()).forEach(other::addExtensions);
        other.addExtensions("siderolabs/qemu-guest-agent");
        reversed(EVERYTHING.getKernelArgsList()).forEach(other::addKernelArgs);
        reversed(EVERYTHING.getMetaValuesList()).forEach(other::addMetaValues);

        assertThat(ask(other.build())).isEqualTo(ask(EVERYTHING));
        assertThat(omni.schematics()).hasSize(1);
    }

    @Test
    void eachVariantIsAFileOfItsOwn() throws Exception {
        Map<String, String> keys = new TreeMap<>();
        for (String architecture : List.of("amd64", "arm64")) {
            for (boolean secure : new boolean[] {false, true}) {
                BootAssetResponse asset = ask(EVERYTHING.toBuilder()
                        .setArchitecture(architecture)
                        .setSecureBoot(secure)
                        .build());
                assertThat(asset.getUrl())
                        .endsWith("/nocloud-" + architecture + (secure ? "-secureboot" : "") + ".iso");
                keys.put(asset.getStorageKey(), asset.getUrl());
            }
        }
        keys.put(ask(EVERYTHING.toBuilder().setTalosVersion("1.13.9").build()).getStorageKey(), "another version");
        keys.put(ask(EVERYTHING.toBuilder().addKernelArgs("quiet").build()).getStorageKey(), "another argument");

        assertThat(keys).hasSize(6);
        assertThat(keys.keySet()).allMatch(key -> key.matches("[a-z0-9-]{1,128}"));
    }

    @Test
    void hostileValuesStayValues() throws Exception {
        List<String> hostile = List.of(
                "a: b",
                "- c",
                "quotes \" and ' and \\",
                "x\n  meta: [{key: 1, value: owned}]\n---\noverlay: {name: owned}",
                "#comment",
                "{{ template }} &anchor *alias !!tag %percent",
                "\u2028\u0085\u0000\t",
                "yes",
                "0x0a",
                "");
        BootImage.Builder image = EVERYTHING.toBuilder()
                .clearKernelArgs()
                .addAllKernelArgs(hostile)
                .clearMetaValues();
        for (int i = 0; i < hostile.size(); i++) {
            image.addMetaValues(MetaValue.newBuilder().setKey(i).setValue(hostile.get(i)));
        }

        BootAssetResponse asset = ask(image.build());

        assertThat(asset.getUrl()).isNotEmpty();
        JsonNode customization = registered().path("customization");
        assertThat(texts(customization.path("extraKernelArgs"))).containsExactlyInAnyOrderElementsOf(hostile);
        List<String> values = new ArrayList<>();
        customization.path("meta").forEach(meta -> values.add(meta.path("value").asText()));
        assertThat(values).isEqualTo(hostile);
        assertThat(registered().path("overlay").path("name").asText()).isEqualTo("rpi_generic");
    }

    private JsonNode registered() throws Exception {
        assertThat(omni.schematics()).hasSize(1);
        return new YAMLMapper().readTree(omni.schematics().values().iterator().next());
    }

    private BootAssetResponse ask(BootImage image) throws Exception {
        CompletableFuture<BootAssetResponse> answer = new CompletableFuture<>();
        gateway.getBootAsset(BootAssetRequest.newBuilder().setImage(image).build(), new StreamObserver<>() {
            @Override
            public void onNext(BootAssetResponse value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void onCompleted() {
                assertThat(answer).isDone();
            }
        });
        return answer.get(20, TimeUnit.SECONDS);
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> other = new ArrayList<>(list);
        Collections.reverse(other);
        return other;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
