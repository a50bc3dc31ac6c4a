package io.siderite.allocator.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when its database, its outbox and its upkeep work; nothing beyond itself counts. */
@Readiness
@ApplicationScoped
public class AllocatorReadiness implements HealthCheck {

    private final AllocatorEvents events;

    /** For CDI. */
    public AllocatorReadiness(AllocatorEvents events) {
        this.events = events;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("network-allocator");
        events.trouble().ifPresent(why -> response.withData("why", why));
        if (!events.notInForce().isEmpty()) {
            response.withData("degraded", "networks not in force: " + String.join("; ", events.notInForce()));
        }
        return response.status(events.trouble().isEmpty()).build();
    }
}
