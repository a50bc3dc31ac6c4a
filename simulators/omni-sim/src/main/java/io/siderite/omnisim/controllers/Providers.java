package io.siderite.omnisim.controllers;

import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.cosi.Store;
import io.siderite.omnisim.machine.JoinDocuments;
import io.siderite.proto.specs.InfraProviderHealthStatusSpec;
import io.siderite.proto.specs.InfraProviderStatusSpec;
import io.siderite.proto.specs.JoinConfig;
import io.siderite.proto.specs.ProviderJoinConfigSpec;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The infrastructure providers that an administrator has created, their join tokens, and what Omni thinks of them. */
public final class Providers {

    /** A heartbeat that is older than this is no connection. */
    private static final Duration HEARTBEAT_LIMIT = Duration.ofSeconds(31);

    private final Store store;
    private final Clock clock;

    public Providers(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Creates a provider with a join token of its own; one that exists stays as it is. */
    public void register(String id, JoinDocuments documents) {
        if (isRegistered(id)) {
            return;
        }
        var labels = Map.of(Labels.PROVIDER, id);
        store.create(Resources.ofYaml(Kind.PROVIDER, id, labels, "{}"), "");
        var token = newToken();
        var config = JoinConfig.newBuilder()
                .setConfig(documents.config(id, token))
                .addAllKernelArgs(documents.kernelArgs(id, token));
        var spec = ProviderJoinConfigSpec.newBuilder().setJoinToken(token).setConfig(config);
        store.create(Resources.of(Kind.PROVIDER_JOIN_CONFIG, id, labels, spec.build()), "ProviderJoinConfigController");
    }

    public boolean isRegistered(String id) {
        return store.get(Kind.PROVIDER, id).isPresent();
    }

    /** The secret that signs the join tokens of the provider's machines. */
    public Optional<String> joinToken(String id) {
        return store.get(Kind.PROVIDER_JOIN_CONFIG, id)
                .map(resource -> Resources.spec(
                                resource, ProviderJoinConfigSpec.parser(), ProviderJoinConfigSpec.getDefaultInstance())
                        .getJoinToken());
    }

    /** The JSON schema of the provider's data; empty until the provider has registered its status. */
    public Optional<String> schema(String id) {
        return store.get(Kind.PROVIDER_STATUS, id)
                .map(resource -> Resources.spec(
                                resource,
                                InfraProviderStatusSpec.parser(),
                                InfraProviderStatusSpec.getDefaultInstance())
                        .getSchema());
    }

    /** Whether Omni shows the provider as connected: its last heartbeat is under 31 s old by our clock. */
    public boolean isConnected(String id) {
        return store.get(Kind.PROVIDER_HEALTH, id)
                .map(resource -> Resources.spec(
                                resource,
                                InfraProviderHealthStatusSpec.parser(),
                                InfraProviderHealthStatusSpec.getDefaultInstance())
                        .getLastHeartbeatTimestamp())
                .map(stamp -> Instant.ofEpochSecond(stamp.getSeconds(), stamp.getNanos()))
                .filter(beat -> Duration.between(beat, clock.instant()).compareTo(HEARTBEAT_LIMIT) < 0)
                .isPresent();
    }

    /**
     * Deletes a provider as an administrator does: its finalizers do not hold anything, so its requests and statuses
     * end at once, and its calls are refused from now on.
     */
    public void destroy(String id) {
        store.remove(Kind.PROVIDER, id);
        for (var kind : new Kind[] {
            Kind.CONFIG_PATCH_REQUEST, Kind.MACHINE_REQUEST_STATUS, Kind.MACHINE_REQUEST,
            Kind.PROVIDER_JOIN_CONFIG, Kind.PROVIDER_STATUS, Kind.PROVIDER_HEALTH
        }) {
            store.list(kind).stream()
                    .filter(resource ->
                            Resources.label(resource, Labels.PROVIDER).equals(id))
                    .forEach(resource -> store.remove(kind, Resources.id(resource)));
        }
    }

    private static String newToken() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
