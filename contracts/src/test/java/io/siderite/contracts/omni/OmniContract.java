package io.siderite.contracts.omni;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.SignedChannel;
import io.siderite.omni.WatchTiming;
import io.siderite.proto.cosi.StateGrpc;
import io.siderite.proto.cosi.StateGrpc.StateBlockingV2Stub;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/**
 * All that we rely on in Omni. Every peer must keep it: the simulator always, a real Omni when its address and a provider's
 * key are given. Whatever a test makes is of a kind of the provider's own, and is taken away after it.
 */
abstract class OmniContract implements SignInContract, StateContract, WatchContract, MachineContract {

    /** Comes back quickly, so that broken streams do not make a test slow. */
    static final WatchTiming QUICK = new WatchTiming(
            Duration.ofMinutes(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    private final OmniEndpoint endpoint;
    private final OmniConnection connection;
    private final ManagedChannel channel;

    OmniContract(OmniEndpoint endpoint) {
        this.endpoint = endpoint;
        this.connection = OmniConnection.open(endpoint, QUICK, Clock.systemUTC());
        this.channel = OmniPeer.value(SignedChannel.open(endpoint, Clock.systemUTC()));
    }

    @Override
    public final OmniEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public final OmniConnection connection() {
        return connection;
    }

    @Override
    public final StateBlockingV2Stub wire() {
        return StateGrpc.newBlockingV2Stub(channel);
    }

    @AfterEach
    final void cleanUp() throws InterruptedException {
        for (var resource : OmniPeer.value(state().list(own()))) {
            var id = OmniPeer.id(resource);
            OmniPeer.value(state().update(own(), id, Optional.empty(), OmniPeer::withoutFinalizers));
            OmniPeer.value(state().teardown(own(), id, resource.getMetadata().getOwner()));
            state().destroy(own(), id, resource.getMetadata().getOwner());
        }
        connection.close();
        channel.shutdownNow();
        assertThat(channel.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        stop();
    }

    /** Takes the peer away, last of all; nothing where it is not the test's own. */
    void stop() {}
}
