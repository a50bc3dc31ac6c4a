package io.siderite.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong between it and Omni is said, with what to do, and then it waits: it neither ends nor spins. */
class BadOmniTest {

    private static final Duration LIMIT = Duration.ofSeconds(45);
    private static final Duration WATCHED = Duration.ofSeconds(3);

    /** One home for all of them, which saves the making of it. */
    @TempDir
    static Path directory;

    /** What is wrong, and the words that have to be said. */
    enum Wrong {
        KEY("does not accept our signature", "not (or no longer) known"),
        EXPIRED_KEY("expired on", "make a new one in Omni"),
        CLOCK("does not accept our signature", "off by more than 5 minutes"),
        PROVIDER_ID("the service account key is that of infra provider \"proxmox\"", "use the id of the key"),
        CERTIFICATE("TLS to https://127.0.0.1", "siderite.omni.ca-file");

        private final List<String> words;

        Wrong(String... words) {
            this.words = List.of(words);
        }

        Clock omnisClock() {
            return this == CLOCK ? Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)) : Clock.systemUTC();
        }

        List<String> configure(Peers peers, OmniSim other) throws Exception {
            OmniSim omni = peers.omni();
            String key = switch (this) {
                case KEY -> other.serviceAccountKey(Peers.PROVIDER);
                case EXPIRED_KEY -> omni.serviceAccountKey(Peers.PROVIDER, Duration.ofDays(-1));
                case CLOCK, PROVIDER_ID, CERTIFICATE -> omni.serviceAccountKey(Peers.PROVIDER);
            };
            List<String> arguments = new ArrayList<>(
                    peers.configure(directory, key, this == CERTIFICATE ? other.caPem() : omni.caPem()));
            if (this == PROVIDER_ID) {
                arguments.addAll(List.of("--id", "another"));
            }
            return arguments;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isSaidOnceAndItWaits(Wrong wrong) throws Exception {
        try (Peers peers = Peers.start(OmniSimOptions.defaults().withClock(wrong.omnisClock()));
                OmniSim other = OmniSim.start(OmniSimOptions.defaults());
                Instance instance = Instance.serving(directory, wrong.configure(peers, other))) {
            instance.await(
                    LIMIT, "it says " + wrong.words, () -> wrong.words.stream().allMatch(instance.log()::contains));
            JsonNode ready = new ObjectMapper().readTree(instance.get("/q/health/ready"));
            assertThat(ready.path("status").asText()).isEqualTo("UP");
            assertThat(ready.toString()).contains("degraded");

            // Five loops ask Omni, and meet the same; a start may say it, and the first of them.
            assertThat(instance.log().lines().filter(line -> line.contains(wrong.words.getFirst())))
                    .as(instance.tail())
                    .hasSizeLessThanOrEqualTo(2);
            long troubles = troubles(instance);
            Duration cpu = instance.cpu();
            Thread.sleep(WATCHED.toMillis());
            assertThat(instance.alive()).as(instance.tail()).isTrue();
            assertThat(troubles(instance) - troubles).as(instance.tail()).isLessThan(3);
            assertThat(instance.cpu().minus(cpu)).isLessThan(WATCHED.dividedBy(2));
            assertThat(instance.log().lines().filter(line -> line.contains("\tat ")))
                    .as("stack traces")
                    .isEmpty();
        }
    }

    private static long troubles(Instance instance) {
        return instance.log()
                .lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .count();
    }
}
