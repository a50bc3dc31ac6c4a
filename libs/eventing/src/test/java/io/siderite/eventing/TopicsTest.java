package io.siderite.eventing;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.eventing.Topics.Setup;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicsTest {

    private static final List<String> SERVICES =
            List.of("omni-watcher", "class-evaluator", "network-allocator", "proxmox-provisioner", "status-reporter");

    @Test
    void everyWriterAndReaderIsAService() {
        assertThat(Topics.declared().all()).allSatisfy(topic -> {
            assertThat(SERVICES).contains(topic.writer()).containsAll(topic.readers());
            assertThat(topic.readers()).isNotEmpty().doesNotContain(topic.writer());
        });
    }

    @Test
    void everyReaderHasItsDeadLettersOfOnePartition() {
        var partitions = TopicSetup.declared(Setup.CLUSTER).stream()
                .collect(Collectors.toMap(NewTopic::name, NewTopic::numPartitions));

        Stream<String> letters = Topics.declared().all().stream()
                .flatMap(t -> t.readers().stream().map(t::deadLetters));
        assertThat(letters).allSatisfy(name -> assertThat(partitions).containsEntry(name, 1));
        assertThat(partitions).containsEntry("machine.requested", 12);
    }
}
