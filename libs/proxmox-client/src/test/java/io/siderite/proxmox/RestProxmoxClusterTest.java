package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.Connection.Credentials;
import io.siderite.proxmox.ProxmoxCluster.Checksum;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import io.siderite.proxmox.StubPeer.Answer;
import io.siderite.proxmox.StubPeer.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class RestProxmoxClusterTest {

    @Test
    void tokenStandsOnTheRequest() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("{\"version\":\"9.0.3\",\"release\":\"9.0\"}"))) {
            assertThat(Lab.cluster(Lab.TOKEN, peer.uri()).version())
                    .isEqualTo(new Outcome.Done<>(new ProxmoxCluster.Version("9.0.3", "9.0")));

            Request request = peer.requests.getFirst();
            assertThat(request.target()).isEqualTo("/api2/json/version");
            assertThat(request.headers()).containsEntry("authorization", "PVEAPIToken=siderite@pve!prod=s3cret");
        }
    }

    @Test
    void formKeepsOrderAndEscapes() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("\"" + Lab.UPID + "\""))) {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("name", "a-b");
            parameters.put("scsi0", "local-lvm:40,ssd=1");
            parameters.put("description", "one & two\nthree+");

            assertThat(Lab.cluster(Lab.TOKEN, peer.uri()).createVm("pve1", 100, parameters))
                    .isEqualTo(new Outcome.Done<>(new Upid(Lab.UPID)));

            Request request = peer.requests.getFirst();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.headers().get("content-type")).startsWith("application/x-www-form-urlencoded");
            assertThat(request.text())
                    .isEqualTo(
                            "vmid=100&name=a-b&scsi0=local-lvm%3A40%2Cssd%3D1&description=one%20%26%20two%0Athree%2B");
        }
    }

    @Test
    void whatQemuSaysOfAStartThatFailedStandsInTheTasksLog() throws IOException {
        try (StubPeer peer = new StubPeer(request -> Answer.data(
                request.target().contains("/log")
                        ? "[{\"n\":1,\"t\":\"kvm: cannot set up guest memory 'pc.ram': Cannot allocate memory\"},"
                                + "{\"n\":2,\"t\":\"TASK ERROR: start failed: QEMU exited with code 1\"}]"
                        : "{\"status\":\"stopped\",\"exitstatus\":\"start failed: QEMU exited with code 1\"}"))) {
            assertThat(Lab.cluster(Lab.TOKEN, peer.uri()).task(new Upid(Lab.UPID)))
                    .isEqualTo(new Outcome.Done<>(new TaskState.Failed(new Outcome.NoCapacity<>(
                            "start failed: QEMU exited with code 1: cannot set up guest memory 'pc.ram': Cannot allocate"
                                    + " memory"))));
        }
    }

    @Test
    void deleteTakesItsParametersInTheQueryAndEscapesVolumes() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("\"" + Lab.UPID + "\""))) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.TOKEN, peer.uri());

            cluster.destroyVm("pve1", 100);
            cluster.deleteVolume("pve1", "local", "local:iso/x.iso");

            assertThat(peer.requests.get(0).target()).isEqualTo("/api2/json/nodes/pve1/qemu/100?purge=1");
            assertThat(peer.requests.get(1).target()).endsWith("/storage/local/content/local:iso%2Fx.iso");
            assertThat(peer.requests).allMatch(r -> r.method().equals("DELETE") && r.body().length == 0);
        }
    }

    @Test
    void uploadIsWrittenAsProxmoxParsesIt() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("\"" + Lab.UPID + "\""))) {
            byte[] iso = "ISO\r\n--bytes".getBytes(StandardCharsets.UTF_8);

            assertThat(Lab.cluster(Lab.TOKEN, peer.uri()).uploadIso("pve1", "local", "x.iso", iso))
                    .isInstanceOf(Outcome.Done.class);

            Request request = peer.requests.getFirst();
            assertThat(request.headers()).doesNotContainKey("transfer-encoding");
            assertThat(request.headers()).containsEntry("content-length", Integer.toString(request.body().length));
            String contentType = request.headers().getOrDefault("content-type", "");
            assertThat(contentType).matches("multipart/form-data; ?boundary=[A-Za-z0-9-]+");
            String boundary = contentType.substring(contentType.indexOf('=') + 1);
            assertThat(request.text())
                    .isEqualTo("--" + boundary + "\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\niso\r\n--"
                            + boundary
                            + "\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"x.iso\"\r\n"
                            + "Content-Type: application/octet-stream\r\n\r\nISO\r\n--bytes\r\n--" + boundary
                            + "--\r\n");
        }
    }

    @Test
    void aFileIsUploadedAsItLiesThere(@TempDir Path folder) throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("\"" + Lab.UPID + "\""))) {
            byte[] iso = new byte[3_000_001];
            new Random(1).nextBytes(iso);
            Path file = Files.write(folder.resolve("image"), iso);

            assertThat(Lab.cluster(Lab.TOKEN, peer.uri()).uploadIso("pve1", "local", "x.iso", file))
                    .isEqualTo(new Outcome.Done<>(new Upid(Lab.UPID)));

            Request request = peer.requests.getFirst();
            assertThat(request.headers()).doesNotContainKey("transfer-encoding");
            assertThat(request.headers()).containsEntry("content-length", Integer.toString(request.body().length));
            int start = new String(request.body(), StandardCharsets.ISO_8859_1).indexOf("octet-stream\r\n\r\n") + 16;
            assertThat(Arrays.copyOfRange(request.body(), start, start + iso.length))
                    .isEqualTo(iso);
            assertThat(Files.exists(file)).isTrue();
        }
    }

    @Test
    void aDownloadIsCheckedWhereAChecksumIsGiven() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("\"" + Lab.UPID + "\""))) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.TOKEN, peer.uri());

            cluster.downloadIso(
                    "pve1", "local", "x.iso", "https://x/", true, Optional.of(new Checksum("sha256", "ab")));
            cluster.downloadIso("pve1", "local", "x.iso", "https://x/", false);

            assertThat(peer.requests.get(0).text())
                    .isEqualTo("content=iso&filename=x.iso&url=https%3A%2F%2Fx%2F&verify-certificates=1"
                            + "&checksum=ab&checksum-algorithm=sha256");
            assertThat(peer.requests.get(1).text())
                    .isEqualTo("content=iso&filename=x.iso&url=https%3A%2F%2Fx%2F&verify-certificates=0");
        }
    }

    @Test
    void onlyRootWithAPasswordIsRoot() {
        URI nobody = URI.create("http://127.0.0.1:1");
        assertThat(Lab.cluster(Lab.PASSWORD, nobody).rootLogin()).isTrue();
        assertThat(Lab.cluster(new Credentials.Password("root@pve", "x"), nobody)
                        .rootLogin())
                .isFalse();
        assertThat(Lab.cluster(new Credentials.Token("root@pam!t", "x"), nobody).rootLogin())
                .isFalse();
    }

    @Test
    void takenVmidIsNotFree() throws IOException {
        try (StubPeer peer = new StubPeer(request -> request.target().endsWith("vmid=100")
                ? new Answer(
                        400,
                        "Parameter verification failed.",
                        "{\"data\":null,\"errors\":{\"vmid\":\"VM 100 already exists\"}}")
                : Answer.data(request.target().endsWith("101") ? "\"101\"" : "102"))) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.TOKEN, peer.uri());

            assertThat(cluster.isVmidFree(100)).isEqualTo(new Outcome.Done<>(false));
            assertThat(cluster.isVmidFree(101)).isEqualTo(new Outcome.Done<>(true));
            assertThat(cluster.isVmidFree(102)).isEqualTo(new Outcome.Done<>(true));
        }
    }

    @Test
    void volumeThatIsGoneCountsAsDeleted() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.error(500, "volume 'local:iso/x.iso' does not exist"))) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.TOKEN, peer.uri());

            Outcome<Upid> deleted = cluster.deleteVolume("pve1", "local", "local:iso/x.iso");

            assertThat(deleted).isEqualTo(new Outcome.Done<>(Upid.NONE));
            assertThat(cluster.task(Upid.NONE))
                    .isEqualTo(new Outcome.Done<>(new ProxmoxCluster.TaskState.Succeeded("OK")));
        }
    }
}
