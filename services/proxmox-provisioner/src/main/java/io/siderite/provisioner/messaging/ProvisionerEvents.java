package io.siderite.provisioner.messaging;

import io.siderite.provisioner.Provisioner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes the road's events to the provisioner. */
@ApplicationScoped
public class ProvisionerEvents {

    private final Provisioner provisioner;

    /** Hands everything on. */
    @Inject
    public ProvisionerEvents(Provisioner provisioner) {
        this.provisioner = provisioner;
    }

    /** Takes a batch; its offsets are committed when this returns. */
    @Incoming("provisioner")
    @RunOnVirtualThread
    public void handle(ConsumerRecords<String, byte[]> batch) {
        provisioner.handle(batch);
    }
}
