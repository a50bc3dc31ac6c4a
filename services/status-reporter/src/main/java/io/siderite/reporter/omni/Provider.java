package io.siderite.reporter.omni;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import io.siderite.omni.Answer;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniState;
import io.siderite.omni.OmniState.Kind;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.InfraProviderHealthStatusSpec;
import io.siderite.proto.specs.InfraProviderStatusSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What Omni shows of this provider itself: its description, without which no machine class can be made, and its
 * heartbeat, by which Omni calls us connected.
 */
public final class Provider implements AutoCloseable {

    private final OmniState omni;
    private final ProviderNames names;
    private final Clock clock;
    private final Periodic description;
    private final Periodic heartbeat;

    private Provider(
            OmniState omni,
            ProviderNames names,
            Clock clock,
            Description told,
            Periods periods,
            Supplier<Optional<String>> degraded) {
        this.omni = omni;
        this.names = names;
        this.clock = clock;
        this.description = Periodic.start("provider's description", periods.description(), () -> describe(told.spec()));
        this.heartbeat = Periodic.start("heartbeat", periods.heartbeat(), () -> beat(degraded.get()));
    }

    /** How often each is told. */
    public record Periods(Duration description, Duration heartbeat) {}

    /**
     * Starts telling.
     *
     * @param degraded what does not work now, in words for people; shown in Omni beside the provider
     */
    public static Provider start(
            OmniState omni,
            ProviderNames names,
            Clock clock,
            Description description,
            Periods periods,
            Supplier<Optional<String>> degraded) {
        return new Provider(omni, names, clock, description, periods, degraded);
    }

    /** Why Omni can't be told of us now; empty when it can. */
    public Optional<String> trouble() {
        return Stream.of(heartbeat.trouble(), description.trouble())
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void close() {
        description.close();
        heartbeat.close();
    }

    private Optional<String> describe(InfraProviderStatusSpec wanted) {
        return put(
                Kinds.INFRA_PROVIDER_STATUSES,
                "",
                InfraProviderStatusSpec.parser(),
                wanted,
                known -> known.toBuilder().mergeFrom(wanted).build());
    }

    private Optional<String> beat(Optional<String> degraded) {
        Instant now = clock.instant();
        InfraProviderHealthStatusSpec beat = InfraProviderHealthStatusSpec.newBuilder()
                .setLastHeartbeatTimestamp(
                        Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .setError(degraded.orElse(""))
                .build();
        return put(
                Kinds.INFRA_PROVIDER_HEALTH_STATUSES,
                names.healthController(),
                InfraProviderHealthStatusSpec.parser(),
                beat,
                known -> known.toBuilder()
                        .setLastHeartbeatTimestamp(beat.getLastHeartbeatTimestamp())
                        .setError(beat.getError())
                        .build());
    }

    private <T extends Message> Optional<String> put(
            Kind kind, String owner, Parser<T> parser, T fresh, UnaryOperator<T> change) {
        String id = names.providerId();
        Answer<Resource> put = omni.update(kind, id, Optional.empty(), stored -> {
            Answer<T> known = Specs.unpack(stored, parser);
            T next = known instanceof Answer.Done<T> done ? change.apply(done.value()) : fresh;
            return known.equals(new Answer.Done<>(next)) ? stored : Specs.with(stored, next);
        });
        if (put instanceof Answer.NotFound<Resource>) {
            put = omni.create(Specs.resource(kind, id, Map.of(), fresh), owner);
        }
        return put instanceof Answer.Done<Resource> ? Optional.empty() : Optional.of(put.why());
    }
}
