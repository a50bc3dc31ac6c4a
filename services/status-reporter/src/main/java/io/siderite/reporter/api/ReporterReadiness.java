package io.siderite.reporter.api;

import io.siderite.reporter.Reporter;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when its database and its outbox work. Omni's absence makes it degraded, not unready: people still look here. */
@Readiness
@ApplicationScoped
public class ReporterReadiness implements HealthCheck {

    private final Reporter reporter;

    /** For CDI. */
    public ReporterReadiness(Reporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named(Reporter.SERVICE);
        reporter.trouble().ifPresent(why -> response.withData("why", why));
        reporter.omniTrouble().ifPresent(why -> response.withData("degraded", why));
        return response.status(reporter.trouble().isEmpty()).build();
    }
}
