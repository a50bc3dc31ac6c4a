package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.siderite.proxmox.Connection.Checked;
import io.siderite.proxmox.Connection.Credentials;
import io.siderite.proxmox.Connection.Trust;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionTest {

    private static final String PREFIX = "siderite.proxmox.clusters.lab.";
    private static final String PIN = "ab".repeat(32);

    @TempDir
    Path directory;

    @Test
    void defaults() {
        assertThat(check(token()))
                .isEqualTo(new Checked.Good(new Connection(
                        "lab",
                        List.of(URI.create("https://pve1.example:8006")),
                        new Credentials.Token("siderite@pve!prod", "s3cret"),
                        new Trust.System(),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        8)));
    }

    @Test
    void everyKey() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "p4ss\n");

        assertThat(check(Map.of(
                        "endpoints", "https://pve1.example:8006/api2/json,https://[2001:db8::1]:8006/",
                        "username", "siderite",
                        "password-file", secret.toString(),
                        "realm", "pve",
                        "fingerprint", PIN.toUpperCase(java.util.Locale.ROOT).replaceAll("(..)(?=.)", "$1:"),
                        "iso-storage", "local",
                        "connect-timeout", "1s",
                        "request-timeout", "2s",
                        "max-in-flight", "3")))
                .isEqualTo(new Checked.Good(new Connection(
                        "lab",
                        List.of(URI.create("https://pve1.example:8006"), URI.create("https://[2001:db8::1]:8006")),
                        new Credentials.Password("siderite@pve", "p4ss"),
                        new Trust.Pinned(List.of(PIN)),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        3)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            endpoints            | pve1.example              | not a URL with scheme and host
            endpoints            | http://pve1.example:8006  | in the clear
            endpoints            | ftp://pve1.example        | neither https nor http
            endpoints            | https://a b               | not a URL
            endpoints            | https://root:x@pve1:8006  | use token-id or username
            token-id             | root@pam                  | not of the form user@realm!name
            token-secret-file    | /nonexistent              | are both given
            username             | root                      | are both given
            ca-file              | /nonexistent              | can't be read
            fingerprint          | ab:cd                     | not a SHA-256 fingerprint
            iso-storage-selector | shared and true           | wrong at line 1, column 8
            max-in-flight        | 0                         | give 1 or more
            connect-timeout      | 0s                        | not above zero
            """)
    void wrongValuesSayWhereWhatAndWhatToDo(String key, String value, String text) {
        Map<String, String> settings = token();
        settings.put(key, value);

        assertThat(check(settings))
                .isInstanceOfSatisfying(
                        Checked.Wrong.class,
                        wrong -> assertThat(wrong.problems())
                                .singleElement()
                                .asString()
                                .startsWith("siderite.proxmox.clusters.lab: ")
                                .contains(key, text));
    }

    @Test
    void everythingMissingIsSaidAtOnce() {
        assertThat(check(Map.of("max-in-flight", "8")))
                .isInstanceOfSatisfying(
                        Checked.Wrong.class,
                        wrong -> assertThat(wrong.problems())
                                .hasSize(2)
                                .anyMatch(p -> p.contains("endpoints is missing"))
                                .anyMatch(p -> p.contains("token-id is missing")));
    }

    @Test
    void contradictionsOfTrust() {
        Map<String, String> settings = token();
        settings.put("fingerprint", PIN);
        settings.put("insecure-skip-verify", "true");

        assertThat(check(settings))
                .isInstanceOfSatisfying(
                        Checked.Wrong.class,
                        wrong -> assertThat(wrong.problems())
                                .singleElement()
                                .asString()
                                .contains("contradict"));
    }

    @Test
    void realmTwice() {
        assertThat(check(Map.of(
                        "endpoints", "https://pve1.example:8006",
                        "username", "root@pam",
                        "realm", "pve",
                        "password", "p4ss")))
                .isInstanceOfSatisfying(
                        Checked.Wrong.class,
                        wrong -> assertThat(wrong.problems())
                                .singleElement()
                                .asString()
                                .contains("realm is 'pve'"));
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(check(token()).toString()).contains("siderite@pve!prod").doesNotContain("s3cret");
    }

    private static Map<String, String> token() {
        return new TreeMap<>(Map.of(
                "endpoints", "https://pve1.example:8006",
                "token-id", "siderite@pve!prod",
                "token-secret", "s3cret"));
    }

    private static Checked check(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ProxmoxSettings.class);
        settings.forEach((key, value) -> builder.withDefaultValue(PREFIX + key, value));
        ProxmoxSettings.Cluster lab = builder.build()
                .getConfigMapping(ProxmoxSettings.class)
                .clusters()
                .get("lab");
        return Connection.from("lab", Objects.requireNonNull(lab));
    }
}
