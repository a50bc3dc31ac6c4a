package io.siderite.provisioner.messaging;

import io.siderite.provisioner.Provisioner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when its own database and outbox work. A Proxmox that is away makes it degraded, and still ready. */
@Readiness
@ApplicationScoped
public class ProvisionerReadiness implements HealthCheck {

    private final Provisioner provisioner;

    /** Asks the provisioner. */
    @Inject
    public ProvisionerReadiness(Provisioner provisioner) {
        this.provisioner = provisioner;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("proxmox-provisioner");
        Optional<String> own = provisioner.trouble();
        own.ifPresent(why -> response.withData("why", why));
        provisioner.degraded().forEach((cluster, why) -> response.withData("degraded " + cluster, why));
        return response.status(own.isEmpty()).build();
    }
}
