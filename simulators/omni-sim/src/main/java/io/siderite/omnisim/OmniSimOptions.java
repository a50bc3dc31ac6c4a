package io.siderite.omnisim;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * How an {@link OmniSim} is set up.
 *
 * @param port of the gRPC endpoint; 0 for a free one
 * @param providers ids of the infrastructure providers that exist from the start
 * @param release which release is played
 * @param leaveClusterDelay from the teardown of a request's status until Omni takes its finalizer off
 * @param bootAssetCredentials whether boot-asset URLs carry a user and a password, and the factory insists on them;
 *     only with {@link Release#WITH_BOOT_ASSET}, as the fallback URL carries none
 * @param enforceGrpcTunnel whether Omni demands WireGuard over gRPC of every machine
 * @param clock for timestamps, signatures and heartbeats
 */
public record OmniSimOptions(
        int port,
        List<String> providers,
        Release release,
        Duration leaveClusterDelay,
        boolean bootAssetCredentials,
        boolean enforceGrpcTunnel,
        Clock clock) {

    public OmniSimOptions {
        providers = List.copyOf(providers);
        if (bootAssetCredentials && release != Release.WITH_BOOT_ASSET) {
            throw new IllegalArgumentException("bootAssetCredentials needs release WITH_BOOT_ASSET, not " + release);
        }
    }

    /** A free port, provider {@code proxmox}, the newest release, nodes leave their cluster within 200 ms. */
    public static OmniSimOptions defaults() {
        return new OmniSimOptions(
                0,
                List.of("proxmox"),
                Release.WITH_BOOT_ASSET,
                Duration.ofMillis(200),
                false,
                false,
                Clock.systemUTC());
    }

    public OmniSimOptions withPort(int to) {
        return new OmniSimOptions(
                to, providers, release, leaveClusterDelay, bootAssetCredentials, enforceGrpcTunnel, clock);
    }

    public OmniSimOptions withProviders(String... ids) {
        return new OmniSimOptions(
                port, List.of(ids), release, leaveClusterDelay, bootAssetCredentials, enforceGrpcTunnel, clock);
    }

    public OmniSimOptions withRelease(Release to) {
        return new OmniSimOptions(
                port, providers, to, leaveClusterDelay, bootAssetCredentials, enforceGrpcTunnel, clock);
    }

    public OmniSimOptions withLeaveClusterDelay(Duration to) {
        return new OmniSimOptions(port, providers, release, to, bootAssetCredentials, enforceGrpcTunnel, clock);
    }

    public OmniSimOptions withBootAssetCredentials() {
        return new OmniSimOptions(port, providers, release, leaveClusterDelay, true, enforceGrpcTunnel, clock);
    }

    public OmniSimOptions withEnforcedGrpcTunnel() {
        return new OmniSimOptions(port, providers, release, leaveClusterDelay, bootAssetCredentials, true, clock);
    }

    public OmniSimOptions withClock(Clock to) {
        return new OmniSimOptions(
                port, providers, release, leaveClusterDelay, bootAssetCredentials, enforceGrpcTunnel, to);
    }
}
