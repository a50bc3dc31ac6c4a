package io.siderite.evaluator.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when its database and its outbox work; nothing beyond itself counts. */
@Readiness
@ApplicationScoped
public class EvaluatorReadiness implements HealthCheck {

    private final EvaluatorEvents events;

    /** For CDI. */
    public EvaluatorReadiness(EvaluatorEvents events) {
        this.events = events;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("class-evaluator");
        events.trouble().ifPresent(why -> response.withData("why", why));
        return response.status(events.trouble().isEmpty()).build();
    }
}
