package io.siderite.proxmox;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.siderite.proxmox.Endpoints.Endpoint;
import io.vertx.core.http.HttpClientOptions;
import jakarta.ws.rs.ext.ContextResolver;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** {@link ProxmoxCluster} over REST. Needs a running Quarkus, whose HTTP client it uses. */
public final class RestProxmoxCluster implements ProxmoxCluster {

    private static final Logger LOG = Logger.getLogger(RestProxmoxCluster.class);

    /** Below the 5 s after which pveproxy closes an idle connection, so that a write never meets the closing. */
    private static final int KEEP_ALIVE_SECONDS = 3;

    /** A start's log is shorter. */
    private static final int LOG_LINES = 200;

    private final String name;
    private final boolean rootLogin;
    private final IsoStorage isoStorage;
    private final Calls calls;
    private final HaManager ha;

    private RestProxmoxCluster(String name, boolean rootLogin, IsoStorage isoStorage, Calls calls) {
        this.name = name;
        this.rootLogin = rootLogin;
        this.isoStorage = isoStorage;
        this.calls = calls;
        this.ha = new RestHaManager(calls);
    }

    /** Makes the clients of a cluster; nobody is asked yet. */
    public static RestProxmoxCluster connect(Connection connection) {
        return connect(connection, new IsoStorage.Any());
    }

    /** The same, knowing which storage is preferred for ISOs. */
    public static RestProxmoxCluster connect(Connection connection, IsoStorage isoStorage) {
        return connect(connection, isoStorage, InstantSource.system());
    }

    static RestProxmoxCluster connect(Connection connection, InstantSource clock) {
        return connect(connection, new IsoStorage.Any(), clock);
    }

    private static RestProxmoxCluster connect(Connection connection, IsoStorage isoStorage, InstantSource clock) {
        if (connection.trust() instanceof Connection.Trust.Anybody) {
            LOG.warnf(
                    "Proxmox cluster %s: certificates are NOT verified (insecure-skip-verify): anyone between us and"
                            + " Proxmox can read its secret. Set ca-file or fingerprint instead.",
                    connection.name());
        }
        Session session = new Session(connection.credentials(), clock);
        List<Endpoint> endpoints = connection.endpoints().stream()
                .map(uri -> new Endpoint(uri, api(uri, connection, session)))
                .toList();
        return new RestProxmoxCluster(
                connection.name(),
                connection.credentials().rootLogin(),
                isoStorage,
                new Calls(session, new Endpoints(connection, endpoints)));
    }

    private static ProxmoxApi api(URI uri, Connection connection, Session session) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(uri)
                .connectTimeout(connection.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(connection.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .tlsConfiguration(Certificates.of(connection.trust()))
                .followRedirects(false)
                .disableDefaultMapper(true)
                .userAgent("siderite")
                .register(session)
                .register(new HttpOptions(connection.maxInFlight()))
                .build(ProxmoxApi.class);
    }

    private record HttpOptions(int connections) implements ContextResolver<HttpClientOptions> {
        @Override
        public HttpClientOptions getContext(Class<?> type) {
            return new HttpClientOptions().setMaxPoolSize(connections).setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Outcome<Version> version() {
        return calls.read(ProxmoxApi::version, Answers::version);
    }

    @Override
    public Outcome<Resources> resources() {
        return calls.read(ProxmoxApi::resources, Answers::resources);
    }

    @Override
    public Outcome<List<ClusterNode>> nodes() {
        return calls.read(ProxmoxApi::nodes, Answers::nodes);
    }

    @Override
    public Outcome<Boolean> isVmidFree(int vmid) {
        Outcome<Boolean> free = calls.read(api -> api.nextId(vmid), data -> data.asInt() == vmid);
        return free instanceof Outcome.Exists<Boolean> ? new Outcome.Done<>(false) : free;
    }

    @Override
    public Outcome<List<NodeVm>> vms(String node) {
        return calls.read(api -> api.vms(node), Answers::vms);
    }

    @Override
    public Outcome<VmConfig> vmConfig(String node, int vmid) {
        return calls.read(api -> api.vmConfig(node, vmid), Answers::vmConfig);
    }

    @Override
    public Outcome<VmStatus> vmStatus(String node, int vmid) {
        return calls.read(api -> api.vmStatus(node, vmid), Answers::vmStatus);
    }

    @Override
    public Outcome<Upid> createVm(String node, int vmid, Map<String, String> parameters) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("vmid", Integer.toString(vmid));
        form.putAll(parameters);
        return calls.write(api -> api.createVm(node, Form.encode(form)));
    }

    @Override
    public Outcome<Upid> startVm(String node, int vmid) {
        return calls.write(api -> api.power(node, vmid, "start", ""));
    }

    @Override
    public Outcome<Upid> stopVm(String node, int vmid) {
        return calls.write(api -> api.power(node, vmid, "stop", ""));
    }

    @Override
    public Outcome<Upid> liftProtection(String node, int vmid) {
        return calls.write(api -> api.updateVm(node, vmid, "protection=0"));
    }

    @Override
    public Outcome<Upid> destroyVm(String node, int vmid) {
        return calls.write(api -> api.destroyVm(node, vmid, 1));
    }

    @Override
    public Outcome<TaskState> task(Upid upid) {
        return upid.equals(Upid.NONE)
                ? new Outcome.Done<>(new TaskState.Succeeded("OK"))
                : calls.read(api -> api.task(upid.node(), upid.value()), Answers::task)
                        .map(state -> state instanceof TaskState.Failed failed
                                        && Outcomes.isToldInTheLog(
                                                failed.outcome().why())
                                ? explained(upid, failed)
                                : state);
    }

    /** With the words of the log; where it can't be read, the exit status alone has to do. */
    private TaskState explained(Upid upid, TaskState.Failed failed) {
        return calls.read(api -> api.taskLog(upid.node(), upid.value(), LOG_LINES), Answers::qemusWords)
                                instanceof Outcome.Done<String> words
                        && !words.value().isEmpty()
                ? new TaskState.Failed(Outcomes.ofExit(failed.outcome().why() + ": " + words.value()))
                : failed;
    }

    @Override
    public Outcome<List<StorageStatus>> storages(String node) {
        return calls.read(api -> api.storages(node), Answers::storages);
    }

    @Override
    public Outcome<List<IsoFile>> isos(String node, String storage) {
        return calls.read(api -> api.content(node, storage, "iso"), Answers::isos);
    }

    @Override
    public Outcome<Upid> downloadIso(
            String node,
            String storage,
            String filename,
            String url,
            boolean verifyCertificates,
            Optional<Checksum> checksum) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("content", "iso");
        form.put("filename", filename);
        form.put("url", url);
        form.put("verify-certificates", Form.bit(verifyCertificates));
        checksum.ifPresent(expected -> {
            form.put("checksum", expected.value());
            form.put("checksum-algorithm", expected.algorithm());
        });
        return calls.write(api -> api.downloadUrl(node, storage, Form.encode(form)));
    }

    @Override
    public Outcome<Upid> uploadIso(String node, String storage, String filename, byte[] content) {
        return upload(node, storage, filename, content.length, () -> new ByteArrayInputStream(content));
    }

    @Override
    public Outcome<Upid> uploadIso(String node, String storage, String filename, Path content) throws IOException {
        return upload(node, storage, filename, Files.size(content), () -> {
            try {
                return new BufferedInputStream(Files.newInputStream(content));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Outcome<Upid> upload(
            String node, String storage, String filename, long size, Supplier<InputStream> content) {
        if (!IsoUpload.isFilename(filename)) {
            return new Outcome.Rejected<>(
                    "'" + filename + "' is no name for an ISO: use letters, digits, '_', '.', '-' and end it in .iso",
                    Map.of("filename", "invalid"));
        }
        IsoUpload upload = IsoUpload.of(filename);
        // Opened anew for each endpoint that is tried.
        return calls.write(api ->
                api.upload(node, storage, upload.contentType(), upload.length(size), upload.body(content.get())));
    }

    @Override
    public Outcome<Upid> deleteVolume(String node, String storage, String volid) {
        Outcome<Upid> deleted = calls.write(api -> api.deleteVolume(node, storage, volid));
        return deleted instanceof Outcome.NotFound<Upid> ? new Outcome.Done<>(Upid.NONE) : deleted;
    }

    @Override
    public Outcome<List<Bridge>> bridges(String node) {
        return calls.read(api -> api.networks(node, "any_bridge"), Answers::bridges);
    }

    @Override
    public Outcome<Map<String, List<String>>> permissions() {
        return calls.read(ProxmoxApi::permissions, Answers::permissions);
    }

    @Override
    public Outcome<Mappings> mappings() {
        return calls.read(api -> api.mappings("pci"), Answers::mappings)
                .then(pci -> calls.read(api -> api.mappings("usb"), Answers::mappings)
                        .map(usb -> new Mappings(pci, usb)));
    }

    @Override
    public Outcome<List<String>> pools() {
        return calls.read(ProxmoxApi::pools, Answers::pools);
    }

    @Override
    public boolean rootLogin() {
        return rootLogin;
    }

    @Override
    public IsoStorage isoStorage() {
        return isoStorage;
    }

    @Override
    public HaManager ha() {
        return ha;
    }
}
