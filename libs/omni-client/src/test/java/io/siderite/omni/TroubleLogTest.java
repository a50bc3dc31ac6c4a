package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TroubleLogTest {

    private final AtomicLong now = new AtomicLong();
    private final TroubleLog log = new TroubleLog(now::get);

    @Test
    void theSameTroubleIsNewsOnceWhoeverMeetsIt() {
        assertThat(log.isNews("signature refused at 2026-11-24T13:43:05.249Z")).isTrue();
        assertThat(log.isNews("signature refused at 2026-11-24T13:44:00Z")).isFalse();
        assertThat(log.isNews("Omni is away")).isTrue();
    }

    @Test
    void aTroubleThatLastsIsNewsAgainAfterAWhile() {
        assertThat(log.isNews("Omni is away")).isTrue();
        now.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(log.isNews("Omni is away")).isTrue();
    }
}
