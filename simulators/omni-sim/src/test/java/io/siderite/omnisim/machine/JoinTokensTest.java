package io.siderite.omnisim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JoinTokensTest {

    private static final Map<String, String> EXTRA =
            Map.of(JoinTokens.PROVIDER, "test", JoinTokens.REQUEST, "request1");

    @Test
    void signsAsOmniDoes() {
        assertThat(JoinTokens.sign("abcd", EXTRA)).isEqualTo("zYkLTp9EHjypLlkdmff5vgP5HDWFKTQpFGo5DJvL5x0=");
    }

    @Test
    void takesItsOwnTokensAndNoOthers() {
        var token = JoinTokens.encode("abcd", EXTRA);

        assertThat(JoinTokens.verify(token, provider -> Optional.of("abcd")))
                .contains(new JoinTokens.Claim("test", Optional.of("request1")));
        assertThat(JoinTokens.verify(token, provider -> Optional.of("abce"))).isEmpty();
        assertThat(JoinTokens.verify(token, provider -> Optional.empty())).isEmpty();
    }
}
