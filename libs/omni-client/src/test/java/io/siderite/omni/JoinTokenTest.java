package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class JoinTokenTest {

    @Test
    void isTheKnownAnswer() {
        var token = JoinToken.of("abcd", "test", "request1").encoded();

        assertThat(token).startsWith("v2:");
        assertThat(new String(Base64.getDecoder().decode(token.substring(3)), StandardCharsets.UTF_8))
                .isEqualTo("{\"extra_data\":{\"omni.sidero.dev/infra-provider-id\":\"test\","
                        + "\"omni.sidero.dev/machine-request\":\"request1\"},"
                        + "\"signature\":\"zYkLTp9EHjypLlkdmff5vgP5HDWFKTQpFGo5DJvL5x0=\"}");
    }

    @Test
    void doesNotShowItself() {
        assertThat(JoinToken.of("abcd", "test", "request1")).hasToString("JoinToken[hidden]");
    }
}
