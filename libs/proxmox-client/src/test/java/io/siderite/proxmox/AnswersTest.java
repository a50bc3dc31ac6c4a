package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.siderite.proxmox.ProxmoxCluster.Bridge;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.IsoFile;
import io.siderite.proxmox.ProxmoxCluster.NodeResource;
import io.siderite.proxmox.ProxmoxCluster.StorageResource;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import io.siderite.proxmox.ProxmoxCluster.VmResource;
import io.siderite.proxmox.ProxmoxCluster.VmStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AnswersTest {

    @Test
    void resourcesByKind() {
        var resources = Answers.resources(json("""
                [{"type":"node","node":"pve1","status":"online","maxcpu":8,"maxmem":"34359738368","mem":1024,"hastate":"maintenance"},
                 {"type":"qemu","vmid":"100","node":"pve1","name":"a","status":"running","template":0,"maxmem":2048,"maxcpu":2,"tags":"omni;siderite"},
                 {"type":"storage","node":"pve1","storage":"nfs","plugintype":"nfs","status":"available","shared":"1","content":"iso,images","maxdisk":10,"disk":4},
                 {"type":"sdn","sdn":"localnetwork"}]
                """));

        assertThat(resources.nodes())
                .containsExactly(new NodeResource("pve1", true, 8, 34359738368L, 1024, "maintenance"));
        assertThat(resources.vms())
                .containsExactly(new VmResource(
                        100, "pve1", "qemu", "a", "running", false, 2048, 2, List.of("omni", "siderite")));
        assertThat(resources.storages())
                .containsExactly(
                        new StorageResource("pve1", "nfs", "nfs", "available", true, List.of("iso", "images"), 10, 4));
    }

    @Test
    void onlyOnlineIsOnline() {
        assertThat(
                        Answers.nodes(
                                json(
                                        "[{\"node\":\"pve1\",\"status\":\"online\"},{\"node\":\"pve2\",\"status\":\"offline\"},{\"node\":\"pve3\"}]")))
                .containsExactly(
                        new ClusterNode("pve1", true), new ClusterNode("pve2", false), new ClusterNode("pve3", false));
    }

    @Test
    void vmConfigKeepsEveryValueAsText() {
        var config = Answers.vmConfig(
                json("{\"cores\":4,\"memory\":\"4096\",\"smbios1\":\"uuid=ABCD,base64=1\",\"tags\":\"a;b\"}"));

        assertThat(config.get("cores")).isEqualTo("4");
        assertThat(config.uuid()).isEqualTo("abcd");
        assertThat(config.tags()).containsExactly("a", "b");
    }

    @Test
    void vmStatusLockAndHa() {
        assertThat(Answers.vmStatus(json("{\"status\":\"stopped\",\"lock\":\"create\",\"ha\":{\"managed\":1}}")))
                .isEqualTo(new VmStatus("stopped", "create", true));
        assertThat(Answers.vmStatus(json("{\"status\":\"running\",\"lock\":null}")))
                .isEqualTo(new VmStatus("running", "", false));
    }

    @Test
    void storagesBridgesAndIsos() {
        assertThat(
                        Answers.storages(
                                json(
                                        "[{\"storage\":\"local\",\"type\":\"dir\",\"active\":1,\"enabled\":1,\"content\":\"iso\",\"total\":9,\"avail\":7}]")))
                .containsExactly(new StorageStatus("local", "dir", true, true, false, List.of("iso"), 9, 7));
        assertThat(Answers.bridges(
                        json("[{\"iface\":\"vmbr0\",\"active\":\"1\",\"mtu\":\"9000\"},{\"iface\":\"vmbr1\"}]")))
                .containsExactly(new Bridge("vmbr0", true, 9000), new Bridge("vmbr1", false, 0));
        assertThat(Answers.isos(json("[{\"volid\":\"local:iso/x.iso\",\"size\":\"7\",\"ctime\":1750000000}]")))
                .containsExactly(new IsoFile("local:iso/x.iso", 7, Instant.ofEpochSecond(1750000000)));
    }

    @Test
    void mappingsByTheNodesThatHaveADevice() {
        assertThat(Answers.mappings(json("[{\"id\":\"gpu\",\"map\":[\"node=pve1,path=0000:01:00.0,id=10de:2204\","
                        + "\"id=10de:2204,node=pve2,path=0000:02:00.0\",\"node=pve1,path=0000:03:00.0\"]},"
                        + "{\"id\":\"none\"}]")))
                .isEqualTo(Map.of("gpu", Set.of("pve1", "pve2"), "none", Set.of()));
        assertThat(Answers.pools(json("[{\"poolid\":\"prod\",\"comment\":\"c\"}]")))
                .containsExactly("prod");
    }

    @Test
    void noTaskWhenItWasDoneAtOnce() {
        assertThat(Answers.upid(json("null"))).isEqualTo(Upid.NONE);
        assertThat(new Upid("UPID:pve2:00:00:00:qmstart:100:root@pam:").node()).isEqualTo("pve2");
    }

    @Property
    void numbersMayBeText(@ForAll @LongRange(max = 1L << 50) long bytes) {
        assertThat(storage(JsonNodeFactory.instance.textNode(Long.toString(bytes))))
                .isEqualTo(storage(JsonNodeFactory.instance.numberNode(bytes)))
                .isEqualTo(bytes);
    }

    private static long storage(JsonNode total) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        list.addObject().set("total", total);
        return Answers.storages(list).getFirst().total();
    }

    @Property
    void noShapeOfDataIsABug(@ForAll("shapes") JsonNode data) {
        assertThat(Answers.resources(data)).isNotNull();
        assertThat(Answers.nodes(data)).isNotNull();
        assertThat(Answers.vmConfig(data)).isNotNull();
        assertThat(Answers.vmStatus(data)).isNotNull();
        assertThat(Answers.task(data)).isNotNull();
        assertThat(Answers.storages(data)).isNotNull();
        assertThat(Answers.bridges(data)).isNotNull();
        assertThat(Answers.permissions(data)).isNotNull();
        assertThat(Answers.version(data)).isNotNull();
        assertThat(Answers.upid(data)).isNotNull();
    }

    @Provide
    Arbitrary<JsonNode> shapes() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        Arbitrary<JsonNode> leaf = Arbitraries.of(
                nodes.nullNode(),
                nodes.booleanNode(true),
                nodes.numberNode(3),
                nodes.numberNode(1.5),
                nodes.textNode("x"));
        Arbitrary<String> key =
                Arbitraries.of("type", "node", "vmid", "status", "tags", "ha", "content", "total", "/vms", "version");
        Arbitrary<JsonNode> type = Arbitraries.of("node", "qemu", "storage").map(nodes::textNode);
        Arbitrary<JsonNode> object = net.jqwik.api.Combinators.combine(
                        Arbitraries.maps(key, leaf).ofMaxSize(5), type)
                .as((fields, kind) -> {
                    ObjectNode node = nodes.objectNode();
                    node.set("type", kind);
                    fields.forEach(node::set);
                    return node;
                });
        Arbitrary<JsonNode> list =
                object.list().ofMaxSize(3).map(items -> nodes.arrayNode().addAll(items));
        return Arbitraries.oneOf(leaf, object, list);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
