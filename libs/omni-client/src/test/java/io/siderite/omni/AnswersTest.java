package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.siderite.omni.OmniEndpoint.Trust;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswersTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void everyCodeHasItsMeaning() {
        var meanings = new EnumMap<Status.Code, Class<?>>(Status.Code.class);
        meanings.putAll(Map.of(
                Status.Code.NOT_FOUND, Answer.NotFound.class,
                Status.Code.ALREADY_EXISTS, Answer.Exists.class,
                Status.Code.FAILED_PRECONDITION, Answer.Conflict.class,
                Status.Code.INVALID_ARGUMENT, Answer.Rejected.class,
                Status.Code.PERMISSION_DENIED, Answer.Denied.class,
                Status.Code.UNAUTHENTICATED, Answer.Unauthenticated.class,
                Status.Code.UNIMPLEMENTED, Answer.Unimplemented.class,
                Status.Code.UNAVAILABLE, Answer.Unreachable.class,
                Status.Code.DEADLINE_EXCEEDED, Answer.Unreachable.class,
                Status.Code.UNKNOWN, Answer.Unreachable.class));

        meanings.forEach((code, meaning) -> {
            var answer = answers("proxmox", "proxmox", Duration.ofDays(365))
                    .of(code.toStatus().withDescription("so"));
            assertThat(answer).as(code.toString()).isInstanceOf(meaning);
            assertThat(answer.why()).contains("so");
        });
    }

    @Test
    void anExpiredKeyIsSaidWithItsDate() {
        var why = answers("proxmox", "proxmox", Duration.ofDays(100))
                .of(Status.UNAUTHENTICATED)
                .why();

        assertThat(why).contains("expired on 2026-04-11T00:00:00Z", "make a new one");
    }

    @Test
    void aLivingKeyMayBeWrongOrTheClockOff() {
        var why = answers("proxmox", "proxmox", Duration.ofDays(365))
                .of(Status.UNAUTHENTICATED)
                .why();

        assertThat(why).contains("infra-provider:proxmox", "clock (2026-06-01T00:00:00Z)", "more than 5 minutes");
    }

    @Test
    void aRefusalNamesAnIdThatIsNotTheKeys() {
        var same = answers("proxmox", "proxmox", Duration.ofDays(365));
        var other = answers("proxmox", "pve2", Duration.ofDays(365));

        for (var status : new Status[] {Status.PERMISSION_DENIED, Status.INVALID_ARGUMENT}) {
            assertThat(other.of(status).why()).contains("\"proxmox\"", "\"pve2\"", "siderite.omni.provider-id");
            assertThat(same.of(status).why()).doesNotContain("provider-id");
        }
    }

    @Test
    void aProxyIsNotTakenForAnOldOmni() {
        var answer = answers("proxmox", "proxmox", Duration.ofDays(365))
                .of(Status.UNIMPLEMENTED.withDescription("HTTP status code 404\ninvalid content-type: text/html"));

        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        assertThat(answer.why()).contains("does not answer as Omni's API", "siderite.omni.endpoint");
    }

    private static Answers answers(String keyId, String providerId, Duration lifetime) {
        var text = TestingKeys.encode("infra-provider:" + keyId, Instant.parse("2026-01-01T00:00:00Z"), lifetime, null);
        var endpoint = new OmniEndpoint(
                URI.create("https://omni.example.com"),
                Done.value(ServiceAccountKey.read(text)),
                providerId,
                new Trust.System());
        return new Answers(endpoint, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
