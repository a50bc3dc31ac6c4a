package io.siderite.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.siderite.networks.Networks;
import io.siderite.settings.Settings.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SettingsTest {

    private static final String WHOLE = """
            siderite:
              omni:
                endpoint: https://omni.example.com
                service-account-key-file: omni.key
                provider-id: proxmox-2
                ca-file: omni-ca.pem
              reporter: {provider-name: Lab, provider-description: The lab's machines}
              proxmox:
                clusters:
                  home:
                    endpoints: [https://pve1:8006, https://pve2:8006]
                    token-id: siderite@pve!omni
                    token-secret: 0123
                    iso-storage: local
                  "home.lab":
                    endpoints: https://lab:8006
                    username: root@pam
                    password-file: secrets/lab
              home: data
              http: {port: 9000}
              provisioner: {quarantine: 1h}
            """;

    @TempDir
    Path directory;

    @Test
    void aWholeFileBecomesTheServicesKeys() throws Exception {
        write("siderite.yaml", WHOLE);
        write("omni.key", "the-key\n");
        write("secrets/lab", "s3cret\n");

        Settings settings = complete(read(Map.of()));

        assertThat(settings.keys())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("siderite.omni.endpoint", "https://omni.example.com"),
                        Map.entry("siderite.omni.service-account-key", "the-key"),
                        Map.entry("siderite.omni.provider-id", "proxmox-2"),
                        Map.entry(
                                "siderite.omni.ca-file",
                                directory.resolve("omni-ca.pem").toString()),
                        Map.entry("siderite.reporter.provider-name", "Lab"),
                        Map.entry("siderite.reporter.provider-description", "The lab's machines"),
                        Map.entry("siderite.proxmox.clusters.home.endpoints[0]", "https://pve1:8006"),
                        Map.entry("siderite.proxmox.clusters.home.endpoints[1]", "https://pve2:8006"),
                        Map.entry("siderite.proxmox.clusters.home.token-id", "siderite@pve!omni"),
                        Map.entry("siderite.proxmox.clusters.home.token-secret", "0123"),
                        Map.entry("siderite.proxmox.clusters.home.iso-storage", "local"),
                        Map.entry("siderite.proxmox.clusters.\"home.lab\".endpoints[0]", "https://lab:8006"),
                        Map.entry("siderite.proxmox.clusters.\"home.lab\".username", "root@pam"),
                        Map.entry("siderite.proxmox.clusters.\"home.lab\".password", "s3cret"),
                        Map.entry("siderite.provisioner.quarantine", "1h"),
                        Map.entry(
                                "siderite.config-file",
                                directory.resolve("siderite.yaml").toString())));
        assertThat(settings.home()).isEqualTo(directory.resolve("data"));
        assertThat(settings.http()).isEqualTo(new HttpPort.Fixed(9000));
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws Exception {
        write("siderite.yaml", WHOLE);
        write("omni.key", "from file");
        write("secrets/lab", "from file");
        Map<String, String> environment = Map.of(
                "SIDERITE_OMNI_ENDPOINT", "https://environment",
                "OMNI_ENDPOINT", "https://reference",
                "OMNI_SERVICE_ACCOUNT_KEY", "from the environment",
                "SIDERITE_PROXMOX_CLUSTERS__HOME_LAB__PASSWORD", "from the environment",
                "SIDERITE_PROXMOX_CLUSTERS__HOME__ENDPOINTS", "https://pve9:8006",
                "SIDERITE_PROXMOX_CLUSTERS__FAR_AWAY__ENDPOINTS_0_", "https://far:8006",
                "SIDERITE_PROXMOX_CLUSTERS__FAR_AWAY__USERNAME", "root@pam",
                "SIDERITE_PROXMOX_CLUSTERS__FAR_AWAY__PASSWORD_FILE", "secrets/lab",
                "SIDERITE_HTTP_PORT", "next-free");

        Settings settings = complete(read(environment, "--id", "flag", "--http-port=0"));

        assertThat(settings.keys())
                .containsEntry("siderite.omni.endpoint", "https://environment")
                .containsEntry("siderite.omni.service-account-key", "from the environment")
                .containsEntry("siderite.omni.provider-id", "flag")
                .containsEntry("siderite.proxmox.clusters.\"home.lab\".password", "from the environment")
                .containsEntry("siderite.proxmox.clusters.home.endpoints[0]", "https://pve9:8006")
                .doesNotContainKey("siderite.proxmox.clusters.home.endpoints[1]")
                .containsEntry("siderite.proxmox.clusters.far-away.endpoints[0]", "https://far:8006")
                .containsEntry("siderite.proxmox.clusters.far-away.password", "from file");
        assertThat(settings.http()).isEqualTo(new HttpPort.Any());
    }

    @Test
    void theReferenceProvidersCommandLineWorksUnchanged() throws Exception {
        write("config.yaml", """
                proxmox:
                  username: root
                  password: 123456
                  url: "https://homelab.proxmox:8006/api2/json"
                  insecureSkipVerify: true
                  realm: "pam"
                """);

        Settings settings = complete(read(
                Map.of("OMNI_SERVICE_ACCOUNT_KEY", "key"),
                "--config-file",
                "config.yaml",
                "--omni-api-endpoint",
                "https://account.omni.siderolabs.io/",
                "--id",
                "pve",
                "--provider-name",
                "Proxmox",
                "--provider-description",
                "Proxmox infrastructure provider",
                "--insecure-skip-verify"));

        Map<String, String> keys = new TreeMap<>(settings.keys());
        assertThat(keys.remove("siderite.config-file"))
                .isEqualTo(directory.resolve("config.yaml").toString());
        assertThat(keys)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "siderite.omni.endpoint", "https://account.omni.siderolabs.io/",
                        "siderite.omni.service-account-key", "key",
                        "siderite.omni.provider-id", "pve",
                        "siderite.omni.insecure-skip-verify", "true",
                        "siderite.reporter.provider-name", "Proxmox",
                        "siderite.reporter.provider-description", "Proxmox infrastructure provider",
                        "siderite.proxmox.clusters.proxmox.endpoints[0]", "https://homelab.proxmox:8006",
                        "siderite.proxmox.clusters.proxmox.insecure-skip-verify", "true",
                        "siderite.proxmox.clusters.proxmox.username", "root@pam",
                        "siderite.proxmox.clusters.proxmox.password", "123456"));
    }

    @Test
    void aTokenOfTheReferenceFileGetsItsUser() throws Exception {
        assertThat(referenceKeys("tokenID: root@pam!omni\n  tokenSecret: s"))
                .containsEntry("siderite.proxmox.clusters.proxmox.token-id", "root@pam!omni");
        assertThat(referenceKeys("tokenID: omni\n  tokenSecret: s\n  username: ops\n  realm: pve"))
                .containsEntry("siderite.proxmox.clusters.proxmox.token-id", "ops@pve!omni")
                .doesNotContainKey("siderite.proxmox.clusters.proxmox.username");
        assertThat(referenceKeys("tokenID: ops!omni\n  tokenSecret: s\n  realm: pve"))
                .containsEntry("siderite.proxmox.clusters.proxmox.token-id", "ops@pve!omni");
    }

    @Test
    void asInTheReferenceAPasswordWinsOverAToken() throws Exception {
        assertThat(referenceKeys("tokenID: root@pam!omni\n  tokenSecret: s\n  username: root@pam\n  password: p"))
                .containsEntry("siderite.proxmox.clusters.proxmox.username", "root@pam")
                .doesNotContainKey("siderite.proxmox.clusters.proxmox.token-id");
    }

    @Test
    void allThatIsMissingIsSaidAtOnce() {
        List<String> problems = wrong(read(Map.of()));

        assertThat(problems).hasSize(3);
        assertThat(problems.get(0)).contains("siderite.omni.endpoint", "OMNI_ENDPOINT", "--omni-api-endpoint");
        assertThat(problems.get(1)).contains("OMNI_SERVICE_ACCOUNT_KEY(_FILE)");
        assertThat(problems.get(2)).contains("siderite.proxmox.clusters", "--config-file");
    }

    @Test
    void allThatIsWrongInAFileIsSaidWithItsLine() throws Exception {
        write("siderite.yaml", """
                siderite:
                  omni:
                    endpiont: https://omni.example.com
                    service-account-key-file: missing.key
                    insecure-skip-verify: yes please
                  proxmox:
                    clusters:
                      home:
                        endpoint: https://pve1:8006
                        token-id: [a, b]
                  http: {port: 99999}
                omni: {provider-id: x}
                """);
        Path file = directory.resolve("siderite.yaml");

        List<String> problems = wrong(read(Map.of("SIDERITE_OMNI_ENDPOIT", "x")));

        assertThat(problems)
                .contains(
                        file + " line 3 (siderite.omni.endpiont) is not a key of Siderite's:"
                                + " did you mean siderite.omni.endpoint?",
                        file + " line 9 (siderite.proxmox.clusters.home.endpoint) is not a key of Siderite's:"
                                + " did you mean siderite.proxmox.clusters.home.endpoints?",
                        file + " line 10 (siderite.proxmox.clusters.home.token-id) is not a key of Siderite's:"
                                + " it takes no list",
                        file + " line 12 (omni.provider-id) is not a key of Siderite's:"
                                + " did you mean siderite.omni.provider-id?",
                        file + " line 4 (siderite.omni.service-account-key-file): the file "
                                + directory.resolve("missing.key")
                                + " can't be read (there is no such file): check its name and permissions",
                        file
                                + " line 5 (siderite.omni.insecure-skip-verify) is \"yes please\": it must be true or false",
                        file + " line 11 (siderite.http.port) is \"99999\": it must be a port from 0 (any free one) to"
                                + " 65535, or next-free",
                        "the environment variable SIDERITE_OMNI_ENDPOIT is none of Siderite's: check its spelling")
                .anyMatch(problem -> problem.startsWith("Omni's endpoint is missing"));
    }

    @Test
    void brokenYamlIsSaidWithItsLine() throws Exception {
        write("siderite.yaml", "siderite:\n  omni: {endpoint: x\n");

        assertThat(wrong(read(Map.of()))).first().asString().contains("siderite.yaml line ", "is not YAML");
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        assertThat(wrong(read(Map.of(), "--config-file", "nowhere.yaml")))
                .contains(directory.resolve("nowhere.yaml")
                        + " can't be read (there is no such file): check its name and permissions");
    }

    @Test
    void oneSecretIsGivenOnce() throws Exception {
        write("key", "from file");

        assertThat(wrong(read(
                        Map.of(), "--omni-service-account-key", "plain", "--omni-service-account-key-file", "key")))
                .contains("--omni-service-account-key and --omni-service-account-key-file both give the same secret:"
                        + " keep one");
    }

    @Test
    void aFileOfSecretsThatEverybodyReadsIsRemarkedOn() throws Exception {
        write("siderite.yaml", WHOLE);
        write("omni.key", "k");
        write("secrets/lab", "p");
        Files.setPosixFilePermissions(directory.resolve("siderite.yaml"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(complete(read(Map.of())).notes()).singleElement().asString().contains("chmod 600");
    }

    @Test
    void itsTextHasNoSecret() throws Exception {
        write("siderite.yaml", WHOLE);
        write("omni.key", "the-key");
        write("secrets/lab", "s3cret");

        assertThat(complete(read(Map.of())).toString())
                .contains("siderite.omni.service-account-key")
                .doesNotContain("the-key", "s3cret", "0123");
    }

    @Test
    void whatIsWrongWithANetworkIsSaidWithItsLine() throws Exception {
        write("siderite.yaml", """
                siderite:
                  networks:
                    storage:
                      bridge: vmbr1
                      subnet: 172.31.250.0/24
                      ranges:
                        - 172.31.250.21-172.31.250.29
                        - 172.31.251.21
                      reservations: {172.31.250.1: truenas}
                    flat: vmbr2
                """);

        assertThat(wrong(read(Map.of())))
                .anyMatch(
                        p -> p.contains("siderite.yaml line 8 (siderite.networks.storage.ranges[1]) is wrong: the range"
                                + " 172.31.251.21 is outside of 172.31.250.0/24"))
                .anyMatch(p -> p.contains("siderite.yaml line 10 (siderite.networks.flat) is no network"));
    }

    @Test
    void networksAreReadAgainWhenTheFileChanges() throws Exception {
        String before = "siderite: {networks: {storage: {bridge: vmbr1, subnet: 172.31.250.0/24}}}\n";
        write("siderite.yaml", before);
        LiveNetworks live = new LiveNetworks(Networks.none(), Optional.of(directory.resolve("siderite.yaml")));
        assertThat(live.current()).isEqualTo(Networks.none());

        write("siderite.yaml", before.replace("}}}", ", mtu: 9000}}}"));
        assertThat(live.current().find("storage").orElseThrow().mtu()).isEqualTo(9000);

        write("siderite.yaml", before.replace("}}}", ", mtu: 90000}}}"));
        assertThat(live.current().find("storage").orElseThrow().mtu()).isEqualTo(9000);
        assertThat(live.problems())
                .singleElement()
                .asString()
                .contains("siderite.yaml line 1 (siderite.networks.storage.mtu) is \"90000\"");

        Files.delete(directory.resolve("siderite.yaml"));
        assertThat(live.current().find("storage").orElseThrow().mtu()).isEqualTo(9000);
        write("siderite.yaml", before);
        assertThat(live.current().find("storage").orElseThrow().mtu()).isEqualTo(0);
        assertThat(live.problems()).isEmpty();
    }

    /** The documented file is read without a problem, and it has every key. */
    @Test
    void theDocumentedFileHasEveryKey() throws Exception {
        Path documented = Path.of("../../deploy/siderite.yaml").toAbsolutePath().normalize();
        Files.copy(documented, directory.resolve("siderite.yaml"));
        for (String secret : List.of("omni.key", "home.token", "attic.password")) {
            write(secret, "secret");
        }

        Settings settings = complete(read(Map.of()));

        List<String> shown = settings.keys().keySet().stream()
                .map(key -> key.replaceAll("\\.(home|attic)\\.", ".<name>.")
                        .replaceAll("nodes\\.pve1\\.labels\\.rack$", "nodes.<node>.labels.<label>")
                        .replaceAll("\\[\\d]$", ""))
                .toList();
        assertThat(shown)
                .containsAll(KnownKey.ALL.stream()
                        .map(KnownKey::name)
                        .filter(name -> !name.equals("siderite.home") && !name.equals("siderite.http.port"))
                        .toList());
        assertThat(settings.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".siderite"));
        assertThat(settings.http()).isEqualTo(new HttpPort.Fixed(HttpPort.DEFAULT));
    }

    private Map<String, String> referenceKeys(String block) throws IOException {
        write("reference.yaml", "proxmox:\n  url: https://pve:8006\n  " + block + "\n");
        return complete(read(
                        Map.of("OMNI_ENDPOINT", "https://omni", "OMNI_SERVICE_ACCOUNT_KEY", "key"),
                        "--config-file=reference.yaml"))
                .keys();
    }

    private Reading read(Map<String, String> environment, String... arguments) {
        Probe probe = new Probe();
        new CommandLine(probe).parseArgs(arguments);
        return Settings.read(probe.options, environment, directory);
    }

    private static Settings complete(Reading reading) {
        return switch (reading) {
            case Reading.Complete complete -> complete.settings();
            case Reading.Wrong wrong -> fail("expected a complete configuration: %s", wrong.problems());
        };
    }

    private static List<String> wrong(Reading reading) {
        return switch (reading) {
            case Reading.Complete complete -> fail("expected problems: %s", complete.settings());
            case Reading.Wrong wrong -> wrong.problems();
        };
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    @Command(name = "probe")
    private static final class Probe {
        @Mixin
        private final ProviderOptions options = new ProviderOptions();
    }
}
