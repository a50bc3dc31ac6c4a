package io.siderite.proxmoxsim.guest;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.siderite.proto.siderolink.ProvisionRequest;
import io.siderite.proto.siderolink.ProvisionResponse;
import io.siderite.proto.siderolink.ProvisionServiceGrpc;
import io.siderite.proxmoxsim.model.Pace;
import io.siderite.proxmoxsim.wire.Certificates;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Reports a machine to Omni, again and again with growing pauses, until Omni takes it in or it is switched off. */
final class Joiner {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Cidata.Join target;
    private final ProvisionRequest request;
    private final List<String> trusted;
    private final Pace pace;
    private final Consumer<MachineState> tell;

    Joiner(
            Cidata.Join target,
            String uuid,
            String uniqueToken,
            String talosVersion,
            List<String> trusted,
            Pace pace,
            Consumer<MachineState> tell) {
        this.target = target;
        this.trusted = trusted;
        this.pace = pace;
        this.tell = tell;
        this.request = ProvisionRequest.newBuilder()
                .setNodeUuid(uuid)
                .setNodePublicKey(UniqueToken.wireguardPublicKey())
                .setJoinToken(target.token())
                .setNodeUniqueToken(uniqueToken)
                .setTalosVersion(talosVersion)
                .setWireguardOverGrpc(target.grpcTunnel())
                .build();
    }

    void run() throws InterruptedException {
        ManagedChannel channel = channel();
        try {
            Duration pause = FIRST_PAUSE;
            tell.accept(new MachineState.Joining(0, ""));
            for (int attempt = 1; !attempt(channel, attempt); attempt++) {
                // At speed 0 the pauses stay, but short: a peer that refuses must not be hammered.
                double factor = Math.max(pace.speed(), 0.05)
                        * ThreadLocalRandom.current().nextDouble(0.7, 1.3);
                Thread.sleep(Duration.ofNanos((long) (pause.toNanos() * factor)));
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private boolean attempt(ManagedChannel channel, int attempt) throws InterruptedException {
        try {
            ProvisionResponse answer = ProvisionServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .provision(request);
            tell.accept(new MachineState.Joined(answer.getNodeAddressPrefix(), request.getNodePublicKey()));
            return true;
        } catch (StatusRuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            tell.accept(new MachineState.Joining(
                    attempt, e.getStatus().getCode() + ": " + e.getStatus().getDescription()));
            // A name that did not resolve or a peer that was away is tried afresh, not after the channel's own
            // back-off.
            channel.resetConnectBackoff();
            return false;
        }
    }

    private ManagedChannel channel() {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(target.host(), target.port());
        if (!target.tls()) {
            return builder.usePlaintext().build();
        }
        try {
            return builder.sslContext(GrpcSslContexts.forClient()
                            .trustManager(Certificates.trusting(trusted))
                            .build())
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("cannot set up TLS for the machine API", e);
        }
    }
}
