package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClassReferenceTest {

    private static final Path PAGE = Path.of("../../docs/machine-class.md");

    @Test
    void thePageIsWhatTheDefinitionSays() throws Exception {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, ClassReference.markdown());
        }
        assertThat(PAGE)
                .as("run: mvn -pl libs/machine-class test -Dtest=ClassReferenceTest -Ddocs.write=true")
                .content()
                .isEqualTo(ClassReference.markdown());
    }
}
