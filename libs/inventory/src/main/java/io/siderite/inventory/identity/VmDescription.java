package io.siderite.inventory.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /**
     * The description of a VM.
     *
     * @param words of a person, to stand above the block; empty: none
     */
    public static String of(Block of, String words) {
        ObjectNode block = JSON.createObjectNode();
        block.put("request", of.requestId());
        block.put("set", of.requestSet());
        block.put("uuid", of.uuid());
        of.macs().forEach(block.withArray("macs")::add);
        addLeases(block, of.leases());
        block.put("attempt", of.attempt());
        // Whose the VM is stands in our block alone, whatever a person writes above it.
        String head = words.isEmpty() ? "" : words.replace(MARK, "<!-- (siderite) ") + "\n\n";
        return head + "Made by Siderite for the machine request " + of.requestId() + " of Omni.\n\n" + MARK + block
                + " -->";
    }

    private static void addLeases(ObjectNode block, List<Lease> leases) {
        for (Lease lease : leases) {
            block.withArray("leases")
                    .addObject()
                    .put("nic", lease.nic())
                    .put("network", lease.network())
                    .put("address", lease.address());
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
