package io.siderite.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.eventing.Envelope;
import io.siderite.eventing.Event;
import io.siderite.eventing.Publisher;
import io.siderite.eventing.testing.Records;
import io.siderite.omni.Answer;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.ServiceAccountKey;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.events.v1.MachineRequested;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniWatchesTest {

    private static final String FINALIZER = "proxmox.ProvisionController";
    private static final String REQUESTS = "MachineRequests.omni.sidero.dev";

    @TempDir
    Path dir;

    private OmniSim omni;
    private OmniConnection connection;
    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

    @BeforeEach
    void connect() throws Exception {
        omni = OmniSim.start(OmniSimOptions.defaults().withProviders("proxmox"));
        Path ca = Files.writeString(dir.resolve("ca.pem"), omni.caPem());
        ServiceAccountKey key = switch (ServiceAccountKey.read(omni.serviceAccountKey("proxmox"))) {
            case Answer.Done<ServiceAccountKey> done -> done.value();
            case Answer<ServiceAccountKey> other -> throw new AssertionError(other.why());
        };
        connection = OmniConnection.open(
                new OmniEndpoint(URI.create(omni.endpoint()), key, "proxmox", new OmniEndpoint.Trust.CaFile(ca)));
        register();
        assertThat(omni.applyClass("worker", "proxmox", "cores: 2\n").toString())
                .contains("Accepted");
    }

    @AfterEach
    void disconnect() {
        connection.close();
        omni.close();
    }

    @Test
    void aRequestIsToldOnceItCarriesOurFinalizer() {
        OmniWatches watches = start();
        omni.applySet("workers", "worker", 3, MachineTemplate.talos("1.13.8"));

        eventually(() -> assertThat(told().stream().map(Event::key).distinct()).hasSize(3));
        assertThat(omni.resources(REQUESTS))
                .allSatisfy(r -> assertThat(r.getMetadata().getFinalizersList()).contains(FINALIZER));
        assertThat(told()).allSatisfy(event -> {
            MachineRequested requested = (MachineRequested) event.data();
            assertThat(requested.getWithdrawn()).isFalse();
            assertThat(requested.getRequest().getRequestSet()).isEqualTo("workers");
            assertThat(requested.getRequest().getTalosVersion()).isEqualTo("1.13.8");
            assertThat(requested.getRequest().getProviderData()).contains("cores: 2");
            assertThat(event.traceparent()).isPresent();
        });
        assertThat(watches.trouble()).isEmpty();
    }

    @Test
    void aTeardownIsToldAsAWithdrawalOfAHigherRevision() {
        start();
        omni.applySet("workers", "worker", 1, MachineTemplate.talos("1.13.8"));
        eventually(() -> assertThat(told()).isNotEmpty());
        long before = told().getLast().revision();

        omni.deleteSet("workers");

        eventually(() -> assertThat(told().getLast().data())
                .isInstanceOfSatisfying(
                        MachineRequested.class,
                        r -> assertThat(r.getWithdrawn()).isTrue()));
        assertThat(told().getLast().revision()).isGreaterThan(before);
    }

    @Test
    void aStartTellsWhatIsThereAgainUnderTheSameRevisions() {
        start();
        omni.applySet("workers", "worker", 2, MachineTemplate.talos("1.13.8"));
        eventually(() -> assertThat(told()).hasSize(2));
        List<java.util.UUID> first =
                told().stream().map(Event::id).distinct().sorted().toList();
        kafka.clear();

        start();

        eventually(() -> assertThat(told()).hasSize(2));
        assertThat(told().stream().map(Event::id).distinct().sorted().toList()).isEqualTo(first);
    }

    @Test
    void aRequestMadeWhileOmniWasAwayIsToldWhenItIsBack() throws Exception {
        start();
        omni.stopListening();
        omni.applySet("workers", "worker", 1, MachineTemplate.talos("1.13.8"));
        omni.startListening();

        eventually(() -> assertThat(told()).hasSize(1));
    }

    private OmniWatches start() {
        OmniWatches watches = new OmniWatches(connection.state(), new ProviderNames("proxmox"), new Publisher(kafka));
        watches.start();
        return watches;
    }

    private void register() {
        Resource status = io.siderite.omni.Specs.resource(
                io.siderite.omni.Kinds.INFRA_PROVIDER_STATUSES,
                "proxmox",
                java.util.Map.of(),
                io.siderite.proto.specs.InfraProviderStatusSpec.newBuilder()
                        .setSchema("{\"type\":\"object\",\"properties\":{\"cores\":{\"type\":\"integer\"}}}")
                        .setName("Proxmox")
                        .build());
        assertThat(connection.state().create(status, "proxmox.InfraProviderStatusController"))
                .isInstanceOf(Answer.Done.class);
    }

    private List<Event> told() {
        return kafka.history().stream()
                .map(sent -> Records.received(sent, 0))
                .map(Envelope::decode)
                .map(d -> ((Envelope.Decoded.Understood) d).event())
                .toList();
    }

    private static void eventually(Runnable assertion) {
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError | java.util.NoSuchElementException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                try {
                    Thread.sleep(20);
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
        }
    }
}
