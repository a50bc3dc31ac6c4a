package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proxmoxsim.wire.Certificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Bytes on the wire, as pveproxy takes and gives them. */
class WireTest {
    private static final ProxmoxSim sim = ProxmoxSim.start(0);
    private static final ProxmoxSim old =
            ProxmoxSim.start(World.seedLike().version("8.4.1").speed(0).build());
    private static final String UPLOAD = "POST /api2/json/nodes/pve1/storage/local/upload HTTP/1.1\r\n";
    private static final String CONTENT = "--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\niso\r\n";
    private static final String FILE = "--b\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"%s\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n%s\r\n";

    @AfterAll
    static void end() {
        sim.close();
        old.close();
    }

    private static String raw(ProxmoxSim to, String head, String body) throws IOException {
        URI uri = Objects.requireNonNull(to.endpoints().get("pve1"));
        try (Socket s = Certificates.client(List.of(to.caPem()), true)
                .getSocketFactory()
                .createSocket("127.0.0.1", uri.getPort())) {
            OutputStream out = s.getOutputStream();
            String auth = "Host: x\r\nConnection: close\r\nAuthorization: "
                    + to.token().header() + "\r\n";
            out.write((head + auth + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(s.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String upload(String type, String body) throws IOException {
        return raw(sim, UPLOAD + "Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n", body);
    }

    private static String upload(String body) throws IOException {
        return upload("multipart/form-data; boundary=b", body);
    }

    @Test
    void theReasonSaysWhatIsWrong() throws IOException {
        String head = "GET /api2/json/nodes/pve1/qemu/100/config HTTP/1.1\r\n";
        String text = "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist";

        assertThat(raw(sim, head, ""))
                .startsWith("HTTP/1.1 500 " + text + "\r\n")
                .endsWith("{\"data\":null,\"message\":\"" + text + "\\n\"}");
        assertThat(raw(old, head, ""))
                .startsWith("HTTP/1.1 500 " + text + "\r\n")
                .endsWith("{\"data\":null}");
    }

    @Test
    void refusesChunksUnknownMethodsAndBodiesWhereNoneBelongs() throws IOException {
        assertThat(raw(sim, UPLOAD + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n"))
                .startsWith("HTTP/1.1 501 chunked transfer encoding not supported\r\n");
        assertThat(raw(sim, "PATCH /api2/json/version HTTP/1.1\r\n", ""))
                .startsWith("HTTP/1.1 501 method 'PATCH' not available\r\n");
        assertThat(raw(sim, "DELETE /api2/json/nodes/pve1/qemu/100 HTTP/1.1\r\nContent-Length: 7\r\n", "purge=1"))
                .startsWith("HTTP/1.1 501 Unexpected content for method 'DELETE'\r\n");
        assertThat(raw(sim, "GET /api2/json/nowhere HTTP/1.1\r\n", ""))
                .startsWith("HTTP/1.1 501 Method 'GET /nowhere' not implemented\r\n");
    }

    @Test
    void takesJsonToo() throws IOException {
        String body = "{\"vmid\":610,\"cores\":2,\"onboot\":true}";
        String answer = raw(
                sim,
                "POST /api2/json/nodes/pve1/qemu HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n",
                body);

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("UPID:pve1:");
        assertThat(answer).contains(":qmcreate:610:siderite@pve!siderite:");
    }

    @Test
    void takesAnUploadInItsOwnOrderAndOverwritesSilently() throws IOException {
        for (String content : new String[] {"one", "second"}) {
            String answer = upload(CONTENT + FILE.formatted("../a b.iso", content) + "--b--\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains(":imgcopy:");
        }

        Client pve = Client.of(sim);
        Client.eventually(
                "the second to be there",
                () -> pve.get("/nodes/pve1/storage/local/content?content=iso")
                        .data()
                        .toString()
                        .contains("\"size\":6"));
        assertThat(sim.isoVolumes()).containsOnlyOnce("pve1/local:iso/a_b.iso");
    }

    @Test
    void keepsEveryByteOfTheFile() throws IOException {
        String content = "\r\n--x\r\n\0\u00ff--b\r\n";
        upload(CONTENT + FILE.formatted("bytes.iso", content) + "--b--\r\n");

        Client pve = Client.of(sim);
        Client.eventually(
                "the file to be there",
                () -> pve.get("/nodes/pve1/storage/local/content")
                        .data()
                        .toString()
                        .contains("bytes.iso"));
        assertThat(pve.get("/nodes/pve1/storage/local/content").data().toString())
                .contains("\"size\":" + content.length());
    }

    @Test
    void refusesWhatOtherServersWouldTake() throws IOException {
        String end = "--b--\r\n";
        String file = FILE.formatted("x.iso", "x");
        String good = CONTENT + file + end;

        assertThat(upload(good.replace("Content-Disposition", "content-disposition")))
                .startsWith("HTTP/1.1 500 upload failed\r\n");
        assertThat(upload("multipart/form-data; boundary=\"b\"", good)).startsWith("HTTP/1.1 500 upload failed\r\n");
        assertThat(upload(CONTENT + file.replace("Content-Disp", "Content-Type: a/b\r\nContent-Disp") + end))
                .startsWith("HTTP/1.1 500 upload failed\r\n");
        assertThat(upload(CONTENT + file.replace("name=\"filename\"", "name=\"file\"") + end))
                .startsWith("HTTP/1.1 500 wrong field name 'file' for file upload, expected 'filename'\r\n");
        assertThat(upload(file + CONTENT + end)).startsWith("HTTP/1.1 400 Parameter verification failed.\r\n");
        assertThat(upload(CONTENT + FILE.formatted("x.txt", "x") + end)).contains("wrong file extension");
        assertThat(upload("text/plain", "x")).isEmpty();
        assertThat(raw(sim, UPLOAD, "")).startsWith("HTTP/1.1 400 Parameter verification failed.\r\n");
        assertThat(sim.isoVolumes()).noneMatch(v -> v.contains("x."));
    }

    @Test
    void blockStoragesTakeNoUpload() throws IOException {
        String body = CONTENT + FILE.formatted("x.iso", "x") + "--b--\r\n";
        String head = UPLOAD.replace("/local/", "/ssdpool/")
                + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + body.length() + "\r\n";

        assertThat(raw(sim, head, body))
                .startsWith("HTTP/1.1 403 Permission check failed (/storage/ssdpool, Datastore.AllocateTemplate)");
    }
}
