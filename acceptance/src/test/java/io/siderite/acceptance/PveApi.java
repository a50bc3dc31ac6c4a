package io.siderite.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.contracts.proxmox.FakePve;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A look of our own at a Proxmox API of one node, to see what is really there. */
final class PveApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI base;
    private String ticket = "";
    private String csrf = "";

    private PveApi(HttpClient http, URI base) {
        this.http = http;
        this.base = base;
    }

    static PveApi login(FakePve pve) throws GeneralSecurityException, IOException {
        PveApi api = new PveApi(
                HttpClient.newBuilder()
                        .sslContext(trusting(pve.certificatePem()))
                        .build(),
                pve.uri());
        String form = "username=" + URLEncoder.encode(pve.user(), StandardCharsets.UTF_8) + "&password="
                + URLEncoder.encode(pve.password(), StandardCharsets.UTF_8);
        JsonNode session = api.post("/access/ticket", form);
        api.ticket = session.path("ticket").asText();
        api.csrf = session.path("CSRFPreventionToken").asText();
        return api;
    }

    /** Every VM, as the cluster lists it. */
    List<JsonNode> vms() {
        return list(get("/cluster/resources?type=vm"));
    }

    JsonNode config(JsonNode vm) {
        return get("/nodes/" + vm.path("node").asText() + "/qemu/"
                + vm.path("vmid").asInt() + "/config");
    }

    /** The ISOs on storage {@code local} of node {@code pve1}. */
    List<String> isos() {
        return list(get("/nodes/pve1/storage/local/content?content=iso")).stream()
                .map(volume -> volume.path("volid").asText())
                .toList();
    }

    /** A storage for disks on every node, as large as fakepve's are. */
    void addDiskStorage(String name) {
        post("/storage", "storage=" + name + "&type=zfspool&pool=rpool/" + name + "&content=images");
    }

    private JsonNode post(String path, String form) {
        return data(request(path)
                .header("Cookie", "PVEAuthCookie=" + ticket)
                .header("CSRFPreventionToken", csrf)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    private JsonNode get(String path) {
        return data(request(path).header("Cookie", "PVEAuthCookie=" + ticket).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + "/api2/json" + path));
    }

    private JsonNode data(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(request.uri() + " answered " + response.statusCode() + ": " + response.body());
            }
            return JSON.readTree(response.body()).path("data");
        } catch (IOException e) {
            throw new AssertionError(request.uri() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static SSLContext trusting(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "peer",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
