package io.siderite.omni;

import io.siderite.proto.cosi.Resource;
import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.management.BootAssetURLResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Stands for an Omni that is not configured well enough to be called: the process lives, and every answer says what to
 * set.
 */
record Unusable(String reason) implements OmniState, OmniManagement {

    private <T> Answer<T> refused() {
        return new Answer.Rejected<>(reason);
    }

    @Override
    public Answer<Resource> get(Kind kind, String id) {
        return refused();
    }

    @Override
    public Answer<List<Resource>> list(Kind kind) {
        return refused();
    }

    @Override
    public Answer<Resource> create(Resource resource, String owner) {
        return refused();
    }

    @Override
    public Answer<Resource> update(Kind kind, String id, Optional<String> phase, UnaryOperator<Resource> change) {
        return refused();
    }

    @Override
    public Answer<Boolean> teardown(Kind kind, String id, String owner) {
        return refused();
    }

    @Override
    public Answer<Void> destroy(Kind kind, String id, String owner) {
        return refused();
    }

    @Override
    public Watch watch(Kind kind, Consumer<WatchEvent> listener) {
        return new Silent(reason);
    }

    @Override
    public Answer<String> createSchematic(String yaml, String talosVersion) {
        return refused();
    }

    @Override
    public Answer<BootAssetURLResponse> bootAssetUrl(BootAssetURLRequest request) {
        return refused();
    }

    private record Silent(String reason) implements Watch {
        @Override
        public Optional<String> trouble() {
            return Optional.of(reason);
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
