package io.siderite.eventing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineReleased;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.NodeRegistered;
import io.siderite.proto.events.v1.OperatorAnswered;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.proto.events.v1.VmProgressed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The one declaration of topics, read from {@code siderite-topics.yaml} beside this class. */
public final class Topics {

    public static final String MACHINE_REQUESTED = "machine.requested";
    public static final String MACHINE_EVALUATED = "machine.evaluated";
    public static final String NETWORK_ALLOCATED = "network.allocated";
    public static final String VM_CREATED = "vm.created";
    public static final String VM_FAILED = "vm.failed";
    public static final String VM_DELETED = "vm.deleted";
    public static final String VM_PROGRESSED = "vm.progressed";
    public static final String NODE_REGISTERED = "node.registered";
    public static final String MACHINE_RELEASED = "machine.released";
    public static final String PROXMOX_INVENTORY = "proxmox.inventory";
    public static final String OPERATOR_REQUESTED = "operator.requested";
    public static final String OPERATOR_ANSWERED = "operator.answered";

    private static final Map<String, Message> TYPES = Stream.<Message>of(
                    MachineRequested.getDefaultInstance(),
                    MachineEvaluated.getDefaultInstance(),
                    NetworkAllocated.getDefaultInstance(),
                    VmCreated.getDefaultInstance(),
                    VmFailed.getDefaultInstance(),
                    VmDeleted.getDefaultInstance(),
                    VmProgressed.getDefaultInstance(),
                    NodeRegistered.getDefaultInstance(),
                    MachineReleased.getDefaultInstance(),
                    NodeInventory.getDefaultInstance(),
                    OperatorRequested.getDefaultInstance(),
                    OperatorAnswered.getDefaultInstance())
            .collect(Collectors.toUnmodifiableMap(m -> m.getDescriptorForType().getName(), Function.identity()));

    private static final Topics DECLARED = read();

    private final Map<String, Topic> byName;
    private final Map<Descriptor, Topic> byType;
    private final JsonNode declaration;

    private Topics(JsonNode declaration) {
        this.declaration = declaration;
        this.byName = StreamSupport.stream(declaration.get("topics").spliterator(), false)
                .map(Topics::topic)
                .collect(Collectors.toMap(Topic::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));
        this.byType = byName.values().stream()
                .collect(Collectors.toMap(t -> message(t.type()).getDescriptorForType(), Function.identity()));
    }

    /** The declared topics. */
    public static Topics declared() {
        return DECLARED;
    }

    /** All topics of the road, in the order of the road; without dead letters. */
    public List<Topic> all() {
        return List.copyOf(byName.values());
    }

    /** A declared topic by its name. */
    public Optional<Topic> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The topic that carries this message. */
    public Topic of(Message message) {
        return Objects.requireNonNull(
                byType.get(message.getDescriptorForType()),
                () -> "no topic is declared for "
                        + message.getDescriptorForType().getFullName());
    }

    /** The topics that a service reads. */
    public List<Topic> readBy(String service) {
        return byName.values().stream()
                .filter(t -> t.readers().contains(service))
                .toList();
    }

    /** Partitions of each road topic; dead letters have one. */
    public int partitions(Setup setup) {
        return declaration.at("/partitions/" + setup.key()).asInt();
    }

    /** Copies of each partition. */
    public short replicas(Setup setup) {
        return (short) declaration.at("/replicas/" + setup.key()).asInt();
    }

    /** How many copies must have a record before it counts as written. */
    public int minInsyncReplicas(Setup setup) {
        return declaration.at("/min-insync-replicas/" + setup.key()).asInt();
    }

    /** How long records of topics that are not compacted are kept. */
    public Duration retention() {
        return Duration.ofDays(declaration.get("retention-days").asLong());
    }

    /** What kind of broker the topics live on. */
    public enum Setup {
        /** One embedded broker. */
        EMBEDDED,
        /** A Kafka cluster of at least three brokers. */
        CLUSTER;

        private String key() {
            return this == EMBEDDED ? "embedded" : "cluster";
        }
    }

    private static Topic topic(JsonNode node) {
        Message type = message(node.get("type").asText());
        Parser<? extends Message> parser = type.getParserForType();
        return new Topic(
                node.get("name").asText(),
                node.get("type").asText(),
                node.get("writer").asText(),
                StreamSupport.stream(node.get("readers").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList(),
                node.path("compacted").asBoolean(false),
                node.path("snapshot").asBoolean(true),
                parser);
    }

    private static Message message(String type) {
        return Objects.requireNonNull(TYPES.get(type), () -> "siderite-topics.yaml names an unknown type: " + type);
    }

    private static Topics read() {
        try (InputStream in = Objects.requireNonNull(
                Topics.class.getResourceAsStream("/siderite-topics.yaml"), "siderite-topics.yaml")) {
            return new Topics(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
