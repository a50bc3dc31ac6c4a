package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.siderite.proxmoxsim.World.StorageSpec;
import io.siderite.proxmoxsim.wire.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Space, volumes and ISOs. */
class StorageTest {
    private static final Certificates factoryCertificates = Certificates.generate("factory");
    private static final ProxmoxSim sim = ProxmoxSim.start(World.seedLike()
            .storageEverywhere(new StorageSpec("nas", "nfs", "/mnt/pve/nas", Set.of("iso", "images"), 1L << 40, true))
            .trust(Certificates.generate("somebody else").caPem())
            .leastPrivileged("siderite@pve", "second")
            .speed(0)
            .build());
    private static final Client pve = Client.of(sim);
    private static HttpServer plain;
    private static HttpsServer tls;

    @BeforeAll
    static void serve() throws IOException {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        plain = HttpServer.create(free, 0);
        tls = HttpsServer.create(free, 0);
        tls.setHttpsConfigurator(new HttpsConfigurator(factoryCertificates.server()));
        for (HttpServer s : new HttpServer[] {plain, tls}) {
            s.createContext("/talos.iso", e -> {
                byte[] body = "abc".getBytes(StandardCharsets.UTF_8);
                e.sendResponseHeaders(200, body.length);
                e.getResponseBody().write(body);
                e.close();
            });
            s.start();
        }
    }

    @AfterAll
    static void end() {
        sim.close();
        plain.stop(0);
        tls.stop(0);
    }

    private static String download(String node, String name, String url, String... more) {
        var params = Client.pairs("content", "iso", "filename", name, "url", url);
        params.putAll(Client.pairs(more));
        return pve.task(pve.post("/nodes/" + node + "/storage/local/download-url", params));
    }

    private static String plainUrl() {
        return "http://127.0.0.1:" + plain.getAddress().getPort() + "/talos.iso";
    }

    private static JsonNode storage(String node, String id) {
        return pve.get("/nodes/" + node + "/storage?storage=" + id).data().path(0);
    }

    @Test
    void disksAreCountedAndGivenBack() {
        long before = storage("pve1", "fastpool").path("avail").asLong();
        assertThat(pve.task(pve.post("/nodes/pve1/qemu", "vmid", "100", "scsi0", "fastpool:60")))
                .isEqualTo("OK");
        assertThat(storage("pve1", "fastpool").path("avail").asLong()).isEqualTo(before - World.gib(60));
        assertThat(storage("pve2", "fastpool").path("used").asLong()).isZero();
        assertThat(pve.task(pve.delete("/nodes/pve1/qemu/100"))).isEqualTo("OK");
        assertThat(storage("pve1", "fastpool").path("avail").asLong()).isEqualTo(before);
    }

    @Test
    void aFullStorageSaysSoInItsOwnWords() {
        assertThat(pve.task(pve.post("/nodes/pve3/qemu", "vmid", "101", "scsi0", "ssdpool:1001")))
                .isEqualTo("unable to create VM 101 - zfs error: cannot create 'ssdpool/vm-101-disk-0': out of space");
        sim.faults().storageFull("pve3", "local-lvm", true);
        assertThat(pve.task(pve.post("/nodes/pve3/qemu", "vmid", "101", "scsi0", "local-lvm:1")))
                .contains("free space in thin pool pve/local-lvm reached threshold");
        sim.faults().storageFull("pve3", "local-lvm", false);
        assertThat(pve.task(pve.post("/nodes/pve3/qemu", "vmid", "101", "scsi0", "local-lvm:1")))
                .isEqualTo("OK");
    }

    @Test
    void aSharedStorageIsTheSameEverywhere() {
        sim.iso("pve2", "nas", "shared.iso", new byte[] {1});

        assertThat(pve.get("/nodes/pve3/storage/nas/content?content=iso").data().toString())
                .contains("nas:iso/shared.iso");
        assertThat(sim.isoVolumes()).containsOnlyOnce("pve1/nas:iso/shared.iso");
        assertThat(pve.task(pve.post("/nodes/pve3/qemu", "vmid", "102", "scsi0", "nas:1")))
                .isEqualTo("OK");
        assertThat(pve.get("/nodes/pve1/storage/nas/content?vmid=102")
                        .data()
                        .path(0)
                        .path("volid")
                        .asText())
                .isEqualTo("nas:102/vm-102-disk-0.raw");
    }

    @Test
    void storagesAreListedByContent() {
        assertThat(pve.get("/nodes/pve1/storage?content=iso").data().findValuesAsText("storage"))
                .containsExactly("local", "nas");
        assertThat(pve.get("/nodes/pve1/storage/ghost/content").message()).contains("/storage/ghost");
    }

    @Test
    void downloadsAndRefusesAnExistingFileInTheTask() {
        assertThat(download("pve1", "a.iso", plainUrl())).isEqualTo("OK");
        assertThat(download("pve1", "a.iso", plainUrl()))
                .isEqualTo("refusing to override existing file '/var/lib/vz/template/iso/a.iso'");
        assertThat(sim.isoVolumes()).contains("pve1/local:iso/a.iso").doesNotContain("pve2/local:iso/a.iso");
    }

    @Test
    void checksTheSumOfADownload() {
        String right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(download("pve2", "s.iso", plainUrl(), "checksum", right, "checksum-algorithm", "sha256"))
                .isEqualTo("OK");
        assertThat(download("pve2", "t.iso", plainUrl(), "checksum", "00", "checksum-algorithm", "sha256"))
                .isEqualTo("checksum mismatch: got '" + right + "' != expect '00'");
        assertThat(pve.post(
                                "/nodes/pve2/storage/local/download-url",
                                Client.pairs("content", "iso", "filename", "u.iso", "url", plainUrl(), "checksum", "0"))
                        .error("checksum-algorithm"))
                .isEqualTo("missing property required by 'checksum'");
    }

    @Test
    void aDownloadFailsAsItsToolDoes() {
        assertThat(download("pve1", "b.iso", plainUrl().replace("talos", "nothing")))
                .contains("ERROR 404: Not Found.");
        assertThat(download("pve1", "b.iso", "http://127.0.0.1:1/x.iso")).contains("Connection refused");
        String https = "https://127.0.0.1:" + tls.getAddress().getPort() + "/talos.iso";
        assertThat(download("pve1", "b.iso", https)).contains("use `--no-check-certificate'");
        assertThat(download("pve1", "b.iso", https, "verify-certificates", "0")).isEqualTo("OK");
    }

    @Test
    void onlyFileStoragesDownload() {
        Client root = Client.at(sim, "pve1").login("root@pam", sim.password("root@pam"));

        assertThat(root.post(
                                "/nodes/pve1/storage/ssdpool/download-url",
                                Client.pairs("content", "iso", "filename", "a.iso", "url", plainUrl()))
                        .message())
                .isEqualTo("can't upload to storage type 'zfspool', not a file based storage!");
    }

    @Test
    void deletingWhatIsGoneIsFine() {
        sim.iso("pve1", "local", "old.iso", new byte[] {1});

        assertThat(pve.task(pve.delete("/nodes/pve1/storage/local/content/local:iso/old.iso")))
                .isEqualTo("OK");
        assertThat(pve.task(pve.delete("/nodes/pve1/storage/local/content/local%3Aiso%2Fold.iso")))
                .isEqualTo("OK");
        assertThat(sim.isoVolumes()).doesNotContain("pve1/local:iso/old.iso");
    }
}
