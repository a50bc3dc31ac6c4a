package io.siderite.provisioner.proxmox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.siderite.proto.events.v1.Nic;
import io.siderite.provisioner.core.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a VM of ours says of itself in its description, for people and, in one block at the end, for us: enough to find
 * every VM again when our own memory is lost. No secret.
 */
public final class VmDescription {

    private static final ObjectMapper JSON = new ObjectMapper();
    // A comment to Proxmox's markdown, so that people see only the sentence above it.
    private static final Pattern BLOCK = Pattern.compile("<!-- siderite (\\{.*}) -->");
    private static final String MARK = "<!-- siderite ";

    private VmDescription() {}

    /**
     * The block, read back.
     *
     * @param macs lower case, in the order of the NICs
     * @param leases what it holds on storage networks, or of its class's own range
     */
    public record Block(
            String requestId, String requestSet, String uuid, List<String> macs, List<Lease> leases, int attempt) {}

    /**
     * An address that was leased to the machine.
     *
     * @param address CIDR notation
     */
    public record Lease(int nic, String network, String address) {}

    /** The description of a planned VM. */
    public static String of(Plan plan, String words) {
        ObjectNode block = JSON.createObjectNode();
        block.put("request", plan.requestId());
        block.put("set", plan.allocation().getRequest().getRequestSet());
        block.put("uuid", plan.uuid());
        plan.allocation().getNicsList().stream().map(Nic::getMac).forEach(block.withArray("macs")::add);
        addLeases(block, plan.allocation().getNicsList());
        block.put("attempt", plan.attempt());
        // Whose the VM is stands in our block alone, whatever a person writes above it.
        String head = words.isEmpty() ? "" : words.replace(MARK, "<!-- (siderite) ") + "\n\n";
        return head + "Made by Siderite for the machine request " + plan.requestId() + " of Omni.\n\n" + MARK + block
                + " -->";
    }

    private static void addLeases(ObjectNode block, List<Nic> nics) {
        for (int i = 0; i < nics.size(); i++) {
            for (String address : nics.get(i).getAddressesList()) {
                block.withArray("leases")
                        .addObject()
                        .put("nic", i)
                        .put("network", nics.get(i).getNetwork())
                        .put("address", address);
            }
        }
    }

    /** The block of a VM's description; empty when there is none that can be read. */
    public static Optional<Block> read(String description) {
        Matcher found = BLOCK.matcher(description);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            JsonNode block = JSON.readTree(found.group(1));
            List<String> macs = new ArrayList<>();
            block.path("macs").forEach(mac -> macs.add(mac.asText()));
            return Optional.of(new Block(
                    block.path("request").asText(),
                    block.path("set").asText(),
                    block.path("uuid").asText(),
                    List.copyOf(macs),
                    leases(block),
                    block.path("attempt").asInt()));
        } catch (JsonProcessingException e) {
            // Somebody edited it: then it names nothing.
            return Optional.empty();
        }
    }

    private static List<Lease> leases(JsonNode block) {
        List<Lease> leases = new ArrayList<>();
        block.path("leases")
                .forEach(lease -> leases.add(new Lease(
                        lease.path("nic").asInt(),
                        lease.path("network").asText(),
                        lease.path("address").asText())));
        return List.copyOf(leases);
    }
}
