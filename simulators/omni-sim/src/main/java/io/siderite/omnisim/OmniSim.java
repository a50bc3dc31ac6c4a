package io.siderite.omnisim;

import io.grpc.Server;
import io.siderite.omnisim.auth.Certificates;
import io.siderite.omnisim.auth.ServiceAccounts;
import io.siderite.omnisim.auth.SignatureInterceptor;
import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.omnisim.controllers.Verdict;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.cosi.StateService;
import io.siderite.omnisim.cosi.Watches;
import io.siderite.omnisim.factory.ImageFactory;
import io.siderite.omnisim.factory.ManagementService;
import io.siderite.omnisim.factory.Schematics;
import io.siderite.omnisim.machine.JoinDocuments;
import io.siderite.omnisim.machine.ProvisionService;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.FeaturesConfigSpec;
import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.SiderolinkAPIConfigSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A running simulated Omni: its API over TLS, its machine API, and its image factory, all on loopback. The methods here
 * are what an administrator of Omni can do and see; {@link #faults()} is what can go wrong.
 */
public final class OmniSim implements AutoCloseable {

    private static final Duration KEY_LIFETIME = Duration.ofDays(364);
    private static final int EVENTS_PORT = 8091;
    private static final int LOGS_PORT = 8092;

    private final OmniSimOptions options;
    /** Made beside the rest: at a cold start it takes as long as all of that. */
    private final CompletableFuture<Certificates> certificates =
            CompletableFuture.supplyAsync(Certificates::make, Thread::startVirtualThread);

    private final ServiceAccounts accounts;
    private final Omni omni;
    private final StateService state;
    private final Faults faults;
    private final Schematics schematics = new Schematics();
    private final ImageFactory factory;
    private final Server machineApi;
    private volatile Duration leaveClusterDelay;
    private @Nullable Server api;
    private int port;

    private OmniSim(OmniSimOptions options) throws IOException {
        this.options = options;
        this.port = options.port();
        this.leaveClusterDelay = options.leaveClusterDelay();
        accounts = new ServiceAccounts(options.clock());
        omni = Omni.create(options.clock(), () -> leaveClusterDelay);
        var watches = new Watches(omni.store());
        state = new StateService(omni.store(), watches, omni.providers()::isRegistered);
        faults = new Faults(watches, state, omni.store());
        factory = ImageFactory.start(
                schematics, options.bootAssetCredentials() ? Optional.of("factory:opensesame") : Optional.empty());
        machineApi = Servers.machineApi(0, new ProvisionService(omni.store(), omni.providers()::joinToken));
    }

    /** Starts everything on free ports (but for the one in the options); returns when all of it answers. */
    public static OmniSim start(OmniSimOptions options) throws IOException {
        var sim = new OmniSim(options);
        sim.seed();
        sim.startListening();
        return sim;
    }

    private void seed() {
        var siderolink = SiderolinkAPIConfigSpec.newBuilder()
                .setMachineApiAdvertisedUrl(machineApiUrl())
                .setWireguardAdvertisedEndpoint("127.0.0.1:50180")
                .setEnforceGrpcTunnel(options.enforceGrpcTunnel())
                .setEventsPort(EVENTS_PORT)
                .setLogsPort(LOGS_PORT)
                .build();
        var features = FeaturesConfigSpec.newBuilder()
                .setImageFactoryBaseUrl(factory.baseUrl())
                .build();
        var store = omni.store();
        store.create(Resources.of(Kind.SIDEROLINK_API_CONFIG, "siderolink-config", Map.of(), siderolink), "");
        store.create(Resources.of(Kind.FEATURES_CONFIG, "features-config", Map.of(), features), "");
        Definitions.all().forEach(definition -> store.create(definition, ""));
        options.providers().forEach(this::registerProvider);
    }

    private void registerProvider(String providerId) {
        omni.providers()
                .register(
                        providerId,
                        new JoinDocuments(machineApiUrl(), EVENTS_PORT, LOGS_PORT, options.enforceGrpcTunnel()));
    }

    /** {@code https://127.0.0.1:port}, which stays the same over {@link #stopListening} and {@link #startListening}. */
    public String endpoint() {
        return "https://127.0.0.1:" + port;
    }

    /** The certificate authority that the endpoint's certificate is from. */
    public String caPem() {
        return certificates.join().caPem();
    }

    /** {@code grpc://127.0.0.1:port}, as it is advertised to machines. */
    public String machineApiUrl() {
        return "grpc://127.0.0.1:" + machineApi.getPort();
    }

    /** A new service account key of a provider, good for 364 days; creates the provider when there is none. */
    public String serviceAccountKey(String providerId) {
        return serviceAccountKey(providerId, KEY_LIFETIME);
    }

    /** The same, good for a time at most a year; one that has expired for a negative time. */
    public String serviceAccountKey(String providerId, Duration validFor) {
        registerProvider(providerId);
        return accounts.issue(providerId, validFor);
    }

    /** Applies a machine class; refused unless the provider has registered and its schema takes the data. */
    public Verdict applyClass(String id, String providerId, String providerDataYaml) {
        return omni.classes().apply(id, providerId, providerDataYaml);
    }

    /** Creates or scales a set of machines; refused when there is no such class. */
    public Verdict applySet(String name, String classId, int count, MachineTemplate template) {
        return omni.sets().apply(name, classId, count, template);
    }

    /** Deletes a set: all its requests are torn down. */
    public void deleteSet(String name) {
        omni.sets().delete(name);
    }

    /** Changes the spec of a request, as an administrator who edits it in Omni. */
    public void edit(String requestId, Consumer<MachineRequestSpec.Builder> edit) {
        omni.store().change(Kind.MACHINE_REQUEST, requestId, resource -> {
            var spec = Resources.spec(
                    resource.build(), MachineRequestSpec.parser(), MachineRequestSpec.getDefaultInstance())
                    .toBuilder();
            edit.accept(spec);
            resource.getSpecBuilder().setProtoSpec(spec.build().toByteString());
            return resource;
        });
    }

    /** Deletes a machine's link: its request is torn down and the set makes a new one. */
    public void deleteLink(String uuid) {
        omni.registrations().deleteLink(uuid);
    }

    /** Deletes a provider: its finalizers are stripped, its requests end at once, its calls are refused. */
    public void destroyProvider(String providerId) {
        omni.providers().destroy(providerId);
    }

    /** Whether Omni shows the provider as connected. */
    public boolean isConnected(String providerId) {
        return omni.providers().isConnected(providerId);
    }

    /** All resources of a type, such as {@code MachineRequests.omni.sidero.dev}, in whatever namespace. */
    public List<Resource> resources(String type) {
        return omni.store().listType(type);
    }

    /** The machines that have registered: UUID to request id. */
    public Map<String, String> registrations() {
        return omni.store().list(Kind.REGISTRATION).stream()
                .collect(Collectors.toUnmodifiableMap(
                        Resources::id, registration -> Resources.label(registration, Labels.MACHINE_REQUEST)));
    }

    /** What is left of machines that nobody wants any more; empty when a provider has cleaned up. */
    public List<Resource> leftovers() {
        return Leftovers.of(omni.store(), omni.sets());
    }

    /** The schematics that were registered, as YAML by id. */
    public Map<String, String> schematics() {
        return schematics.all();
    }

    /** The paths of the images that were downloaded from the factory. */
    public List<String> imageDownloads() {
        return factory.downloads();
    }

    /** How long a node takes from now on to leave its cluster. */
    public void leaveClusterDelay(Duration delay) {
        leaveClusterDelay = delay;
    }

    /** What can go wrong on request. */
    public Faults faults() {
        return faults;
    }

    /** Stops answering at the endpoint: connections are refused. The state stays. */
    public synchronized void stopListening() {
        if (api != null) {
            faults.breakStreams();
            Servers.stop(api);
            api = null;
        }
    }

    /** Answers at the same endpoint again. */
    public synchronized void startListening() throws IOException {
        if (api == null) {
            var management = new ManagementService(
                    schematics,
                    factory,
                    options.release() != Release.OLD,
                    options.release() == Release.WITH_BOOT_ASSET);
            var signature = new SignatureInterceptor(accounts, options.clock());
            api = Servers.api(
                    port,
                    certificates.join(),
                    List.of(faults.interceptor(), signature),
                    state.bindService(),
                    management.definition());
            port = api.getPort();
        }
    }

    @Override
    public void close() {
        stopListening();
        Servers.stop(machineApi);
        factory.close();
        omni.controllers().close();
    }
}
