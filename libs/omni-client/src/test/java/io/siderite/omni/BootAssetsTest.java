package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omni.BootAssets.Image;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.management.BootAssetKind;
import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.management.BootAssetURLResponse;
import io.siderite.proto.specs.FeaturesConfigSpec;
import io.siderite.proto.specs.MachineRequestSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BootAssetsTest {

    private static final Schematic SCHEMATIC = Schematic.of(MachineRequestSpec.getDefaultInstance());
    private static final Image IMAGE = new Image("1.13.8", "amd64", false);
    private static final Answer<BootAssetURLResponse> NO_SUCH_CALL = new Answer.Unimplemented<>("unknown method");

    @Test
    void asksANewOmni() {
        var omni = new Fake(
                new Answer.Done<>("abc"),
                new Answer.Done<>(BootAssetURLResponse.newBuilder()
                        .setUrl("https://factory.example.com/x.iso?token=verysecret")
                        .setStorageKey("f00")
                        .build()),
                "");

        var asset = Done.value(omni.iso(IMAGE));

        assertThat(asset.url()).isEqualTo("https://factory.example.com/x.iso?token=verysecret");
        assertThat(asset.storageKey()).isEqualTo("f00");
        assertThat(asset.carriesCredentials()).isTrue();
        assertThat(asset.toString()).doesNotContain("verysecret");
        assertThat(omni.asked)
                .contains(BootAssetURLRequest.newBuilder()
                        .setTalosVersion("1.13.8")
                        .setSchematicId("abc")
                        .setStandaloneUrl(true)
                        .setBootAssetKind(BootAssetKind.ISO)
                        .setPlatform("nocloud")
                        .setArchitecture("amd64")
                        .build());
    }

    @Test
    void buildsTheUrlForAnOmniWithoutTheCall() {
        var own =
                Done.value(new Fake(new Answer.Done<>("abc"), NO_SUCH_CALL, "https://factory.example.com/").iso(IMAGE));
        var common = Done.value(
                new Fake(new Answer.Done<>("abc"), NO_SUCH_CALL, "").iso(new Image("1.13.8", "arm64", true)));

        assertThat(own.url()).isEqualTo("https://factory.example.com/image/abc/v1.13.8/nocloud-amd64.iso");
        assertThat(own.carriesCredentials()).isFalse();
        assertThat(own.storageKey()).matches("[0-9a-f]{64}");
        assertThat(common.url()).isEqualTo("https://factory.talos.dev/image/abc/v1.13.8/nocloud-arm64-secureboot.iso");
        assertThat(common.storageKey()).isNotEqualTo(own.storageKey());
    }

    @Test
    void theStorageKeyNamesTheContentNotThePlace() {
        var here = Done.value(new Fake(new Answer.Done<>("abc"), NO_SUCH_CALL, "https://a").iso(IMAGE));
        var there = Done.value(new Fake(new Answer.Done<>("abc"), NO_SUCH_CALL, "https://b").iso(IMAGE));

        assertThat(here.storageKey()).isEqualTo(there.storageKey());
    }

    @Test
    void refusesAnOmniThatIsTooOld() {
        var answer = new Fake(new Answer.Unimplemented<>("unknown method"), NO_SUCH_CALL, "").iso(IMAGE);

        assertThat(answer).isInstanceOf(Answer.Unimplemented.class);
        assertThat(answer.why()).contains("older than 1.8", "upgrade Omni");
    }

    @Test
    void passesOtherFailuresOn() {
        var answer = new Fake(new Answer.Unreachable<>("down"), NO_SUCH_CALL, "").iso(IMAGE);

        assertThat(answer).isEqualTo(new Answer.Unreachable<BootAsset>("down"));
    }

    /** An Omni that answers what it was made with. */
    private static final class Fake implements OmniManagement, OmniState {
        private final Answer<String> schematic;
        private final Answer<BootAssetURLResponse> url;
        private final String factory;
        private Optional<BootAssetURLRequest> asked = Optional.empty();

        Fake(Answer<String> schematic, Answer<BootAssetURLResponse> url, String factory) {
            this.schematic = schematic;
            this.url = url;
            this.factory = factory;
        }

        Answer<BootAsset> iso(Image image) {
            return new BootAssets(this, this).iso(SCHEMATIC, image);
        }

        @Override
        public Answer<String> createSchematic(String yaml, String talosVersion) {
            return schematic;
        }

        @Override
        public Answer<BootAssetURLResponse> bootAssetUrl(BootAssetURLRequest request) {
            asked = Optional.of(request);
            return url;
        }

        @Override
        public Answer<Resource> get(Kind kind, String id) {
            assertThat(kind).isEqualTo(Kinds.FEATURES_CONFIGS);
            var spec = FeaturesConfigSpec.newBuilder().setImageFactoryBaseUrl(factory);
            return new Answer.Done<>(Specs.resource(kind, id, Map.of(), spec.build()));
        }

        @Override
        public Answer<List<Resource>> list(Kind kind) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Answer<Resource> create(Resource resource, String owner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Answer<Resource> update(Kind kind, String id, Optional<String> phase, UnaryOperator<Resource> change) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Answer<Boolean> teardown(Kind kind, String id, String owner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Answer<Void> destroy(Kind kind, String id, String owner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Watch watch(Kind kind, Consumer<WatchEvent> listener) {
            throw new UnsupportedOperationException();
        }
    }
}
