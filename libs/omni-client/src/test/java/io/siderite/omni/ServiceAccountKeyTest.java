package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ServiceAccountKeyTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIFETIME = Duration.ofDays(100);
    private static final Instant ENDS = Instant.parse("2026-04-11T00:00:00Z");

    @Test
    void readsWhatOmniPrints() {
        var key = read(TestingKeys.encode("infra-provider:proxmox", MADE, LIFETIME, null));

        assertThat(key.name()).isEqualTo("infra-provider:proxmox");
        assertThat(key.providerId()).contains("proxmox");
        assertThat(key.fingerprint()).matches("[0-9a-f]{40}");
        assertThat(key.expires()).contains(ENDS);
    }

    @Test
    void takesKeysWrappedOverLines() {
        var wrapped = TestingKeys.encode("infra-provider:proxmox", MADE, LIFETIME, null)
                .replaceAll("(.{76})", "$1\n");

        assertThat(ServiceAccountKey.read(wrapped + "\n")).isInstanceOf(Answer.Done.class);
    }

    @Test
    void warnsThirtyDaysAheadWithTheDate() {
        var key = read(TestingKeys.encode("infra-provider:proxmox", MADE, LIFETIME, null));

        assertThat(key.warning(ENDS.minus(Duration.ofDays(31)))).isEmpty();
        assertThat(key.warning(ENDS.minus(Duration.ofDays(30))).orElseThrow())
                .contains("expires on 2026-04-11T00:00:00Z", "in 30 days");
        assertThat(key.warning(ENDS).orElseThrow()).contains("expired on 2026-04-11T00:00:00Z");
    }

    @Test
    void aKeyOfAnotherSortOfAccountHasNoProvider() {
        assertThat(TestingKeys.key("automation").providerId()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithABrokenKey() {
        assertThat(ServiceAccountKey.read("%%%not base64").why()).contains("not");
        assertThat(ServiceAccountKey.read(base64("hello")).why()).contains("no JSON inside");
        assertThat(ServiceAccountKey.read(base64("{\"name\":\"x\"}")).why()).contains("no name or no pgp_key");
        assertThat(ServiceAccountKey.read(base64("{\"name\":\"x\",\"pgp_key\":\"junk\"}"))
                        .why())
                .contains("not an OpenPGP private key");
        assertThat(ServiceAccountKey.read(TestingKeys.encode("x", MADE, LIFETIME, "secret"))
                        .why())
                .contains("locked by a passphrase");
    }

    private static ServiceAccountKey read(String text) {
        return ((Answer.Done<ServiceAccountKey>) ServiceAccountKey.read(text)).value();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
