package io.siderite.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.siderite.eventing.Topic;
import io.siderite.eventing.Topics;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class OneWriterTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.siderite");

    // Three classes are let through: the provisioner keeps a machine's plan in the form it came in, and makes one of
    // that
    // form for a VM that it found; neither is ever told to anybody. What reads a cluster does so for the command line
    // too.
    @Test
    void onlyTheWriterOfATopicMakesItsEvents() {
        for (Topic topic : Topics.declared().all()) {
            String writer = Objects.requireNonNull(Services.PACKAGES.get(topic.writer()));
            noClasses()
                    .that()
                    .resideOutsideOfPackages(writer + "..", "io.siderite.proto..")
                    .and()
                    .doNotHaveFullyQualifiedName("io.siderite.provisioner.core.Plan")
                    .and()
                    .doNotHaveFullyQualifiedName("io.siderite.provisioner.proxmox.FoundVm")
                    .and()
                    .doNotHaveFullyQualifiedName("io.siderite.inventory.InventoryReader")
                    .should()
                    .callMethod("io.siderite.proto.events.v1." + topic.type(), "newBuilder")
                    .because(topic.name() + " is written by " + topic.writer() + " alone")
                    .check(ALL);
        }
    }

    @Test
    void everyServiceListensToExactlyTheTopicsDeclaredForIt() throws IOException {
        for (String service :
                List.of("class-evaluator", "network-allocator", "proxmox-provisioner", "status-reporter")) {
            String channel = service.substring(service.indexOf('-') + 1);
            String topics = property("mp.messaging.incoming." + channel + ".topics");

            assertThat(topics.split(","))
                    .as("topics of the channel " + channel)
                    .containsExactlyInAnyOrderElementsOf(Topics.declared().readBy(service).stream()
                            .map(Topic::name)
                            .toList());
        }
    }

    @Test
    void thePageOfTheFlowSaysWhatIsDeclared() throws IOException {
        List<String> rows;
        try (Stream<String> lines = Files.lines(Path.of("..", "docs", "flow.md"))) {
            rows = lines.filter(l -> l.startsWith("| ") && !l.startsWith("| topic"))
                    .toList();
        }
        assertThat(rows)
                .containsExactlyElementsOf(Topics.declared().all().stream()
                        .map(t -> "| %s | %s | %s |".formatted(t.name(), t.writer(), String.join(", ", t.readers())))
                        .toList());
    }

    private static String property(String name) throws IOException {
        for (URL file : Collections.list(
                OneWriterTest.class.getClassLoader().getResources("META-INF/microprofile-config.properties"))) {
            ConfigSource source = new PropertiesConfigSource(file);
            String value = source.getValue(name);
            if (value != null) {
                return value;
            }
        }
        throw new AssertionError("no module configures " + name);
    }
}
