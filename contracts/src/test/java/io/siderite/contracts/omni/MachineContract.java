package io.siderite.contracts.omni;

import static io.siderite.contracts.omni.OmniPeer.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omni.BootAssets;
import io.siderite.omni.JoinConfig;
import io.siderite.omni.JoinToken;
import io.siderite.omni.Kinds;
import io.siderite.omni.Schematic;
import io.siderite.omni.Specs;
import io.siderite.proto.specs.GrpcTunnelMode;
import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.ProviderJoinConfigSpec;
import io.siderite.proto.specs.SiderolinkAPIConfigSpec;
import org.junit.jupiter.api.Test;

/** What a machine needs of Omni to boot. */
interface MachineContract extends OmniPeer {

    @Test
    default void omniHasJoinConfigsOfProviders() {
        assertThat(value(state().list(Kinds.RESOURCE_DEFINITIONS)))
                .extracting(OmniPeer::id)
                .contains("providerjoinconfigs.omni.sidero.dev");
    }

    @Test
    default void theJoinConfigHasItsThreeDocuments() {
        var provider = value(state().get(Kinds.PROVIDER_JOIN_CONFIGS, endpoint().providerId())
                .then(resource -> Specs.unpack(resource, ProviderJoinConfigSpec.parser())));
        var api = value(state().get(Kinds.SIDEROLINK_API_CONFIGS, Kinds.SIDEROLINK_CONFIG_ID)
                .then(resource -> Specs.unpack(resource, SiderolinkAPIConfigSpec.parser())));
        var token = JoinToken.of(provider.getJoinToken(), endpoint().providerId(), "contract");

        var documents = value(JoinConfig.render(provider, api, GrpcTunnelMode.UNSET, token));

        assertThat(provider.getJoinToken()).isNotEmpty();
        assertThat(documents).contains("SideroLinkConfig", "EventSinkConfig", "KmsgLogConfig", "jointoken=v2%3A");
    }

    @Test
    default void anImageIsMadeAndFound() {
        var images = new BootAssets(state(), connection().management());
        var schematic = Schematic.of(MachineRequestSpec.newBuilder()
                .addExtensions("siderolabs/util-linux-tools")
                .build());
        var image = new BootAssets.Image("1.11.0", "amd64", false);

        var asset = value(images.iso(schematic, image));

        assertThat(asset.url()).contains("1.11.0");
        assertThat(asset.storageKey()).matches("[0-9a-f]{64}");
        assertThat(value(images.iso(schematic, image)).storageKey()).isEqualTo(asset.storageKey());
    }
}
