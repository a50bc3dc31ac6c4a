package io.siderite.eventing;

import io.siderite.eventing.Topics.Setup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Makes the declared topics on a broker. */
public final class TopicSetup {

    private TopicSetup() {}

    /** Every topic, dead letters included, as it is to be created. */
    public static List<NewTopic> declared(Setup setup) {
        Topics topics = Topics.declared();
        List<NewTopic> all = new ArrayList<>();
        for (Topic topic : topics.all()) {
            all.add(new NewTopic(topic.name(), topics.partitions(setup), topics.replicas(setup))
                    .configs(configs(topics, topic.compacted(), setup)));
            for (String reader : topic.readers()) {
                all.add(new NewTopic(topic.deadLetters(reader), 1, topics.replicas(setup))
                        .configs(configs(topics, false, setup)));
            }
        }
        return all;
    }

    /** Creates what is missing; leaves what exists as it is. */
    public static void ensure(Admin admin, Setup setup) throws ExecutionException, InterruptedException {
        var existing = admin.listTopics().names().get();
        admin.createTopics(declared(setup).stream()
                        .filter(t -> !existing.contains(t.name()))
                        .toList())
                .all()
                .get();
    }

    private static Map<String, String> configs(Topics topics, boolean compacted, Setup setup) {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(topics.minInsyncReplicas(setup)));
        if (compacted) {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            configs.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(topics.retention().toMillis()));
        }
        return configs;
    }
}
