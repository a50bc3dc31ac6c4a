package io.siderite.omni;

import io.grpc.ManagedChannel;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A connection to Omni. Connects when first used, and again whenever it has to; close it when done. */
public final class OmniConnection implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OmniConnection.class);

    private final OmniState state;
    private final OmniManagement management;
    private final Optional<String> trouble;
    private final Runnable close;

    private OmniConnection(OmniState state, OmniManagement management, Optional<String> trouble, Runnable close) {
        this.state = state;
        this.management = management;
        this.trouble = trouble;
        this.close = close;
    }

    /** Opens what is configured. Settings that cannot work make a connection that says so at every call. */
    public static OmniConnection open(OmniSettings settings) {
        var endpoint = OmniEndpoint.of(settings);
        if (endpoint instanceof Answer.Done<OmniEndpoint> done) {
            return open(done.value());
        }
        LOG.error(endpoint.why());
        var unusable = new Unusable(endpoint.why());
        return new OmniConnection(unusable, unusable, Optional.of(endpoint.why()), () -> {});
    }

    /** Opens an endpoint with the usual patience. */
    public static OmniConnection open(OmniEndpoint endpoint) {
        return open(endpoint, WatchTiming.DEFAULT, Clock.systemUTC());
    }

    /** Opens an endpoint. */
    public static OmniConnection open(OmniEndpoint endpoint, WatchTiming timing, Clock clock) {
        endpoint.key().warning(clock.instant()).ifPresent(LOG::warn);
        endpoint.disagreement().ifPresent(LOG::error);
        var channel = SignedChannel.open(endpoint, clock);
        if (channel instanceof Answer.Done<ManagedChannel> done) {
            return open(endpoint, done.value(), timing, clock);
        }
        LOG.error(channel.why());
        var unusable = new Unusable(channel.why());
        return new OmniConnection(unusable, unusable, Optional.of(channel.why()), () -> {});
    }

    private static OmniConnection open(OmniEndpoint endpoint, ManagedChannel channel, WatchTiming timing, Clock clock) {
        LOG.infof(
                "Omni at %s as %s; the key ends %s",
                endpoint.uri(),
                endpoint.key().name(),
                endpoint.key().expires().map(Object::toString).orElse("never"));
        var answers = new Answers(endpoint, clock);
        return new OmniConnection(
                new GrpcState(channel, answers, timing),
                new GrpcManagement(channel, answers),
                Optional.empty(),
                () -> shutDown(channel));
    }

    private static void shutDown(ManagedChannel channel) {
        channel.shutdownNow();
        try {
            if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("The connection to Omni is still closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Omni's resources. */
    public OmniState state() {
        return state;
    }

    /** Omni's management service. */
    public OmniManagement management() {
        return management;
    }

    /** Why the settings cannot work, in words for people; empty when they can (whether Omni answers, calls tell). */
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        close.run();
    }
}
