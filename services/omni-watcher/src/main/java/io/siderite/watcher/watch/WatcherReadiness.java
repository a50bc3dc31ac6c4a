package io.siderite.watcher.watch;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Always ready: what it depends on is Omni, whose absence makes it degraded, which is told as data. */
@Readiness
@ApplicationScoped
public class WatcherReadiness implements HealthCheck {

    private final OmniWatches watches;

    /** For CDI. */
    public WatcherReadiness(OmniWatches watches) {
        this.watches = watches;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("omni-watcher").up();
        watches.trouble().ifPresent(why -> response.withData("degraded", why));
        return response.build();
    }
}
