package io.siderite.reporter.messaging;

import io.siderite.reporter.Reporter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Everything that is said of machines and nodes, in batches. */
@ApplicationScoped
public class ReporterChannel {

    private final Reporter reporter;

    /** For CDI. */
    public ReporterChannel(Reporter reporter) {
        this.reporter = reporter;
    }

    /** Takes a batch; its offsets are committed when this returns. */
    @Incoming("reporter")
    @RunOnVirtualThread
    public void handle(ConsumerRecords<String, byte[]> batch) {
        reporter.handle(batch);
    }
}
