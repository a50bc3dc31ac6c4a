package io.siderite.reporter.api;

import io.siderite.reporter.Reporter;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while it answers: nothing that it meets is mended by a restart. */
@Liveness
@ApplicationScoped
public class ReporterLiveness implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.up(Reporter.SERVICE);
    }
}
