package io.siderite.omni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.MetaValue;
import io.siderite.proto.specs.Overlay;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an image is made of. Holds no connection parameters, so that one image serves every machine of the same Talos
 * version and extensions.
 *
 * @param kernelArgs sorted
 * @param meta by key
 * @param extensions sorted, each once
 */
public record Schematic(
        List<String> kernelArgs, List<MetaValue> meta, List<String> extensions, Optional<Overlay> overlay) {

    /** Lets Proxmox ask the machine for its addresses and shut it down. */
    private static final String GUEST_AGENT = "siderolabs/qemu-guest-agent";

    /** The schematic of a machine request: what it asks for, and the guest agent. */
    public static Schematic of(MachineRequestSpec request) {
        var extensions = new TreeSet<>(request.getExtensionsList());
        extensions.add(GUEST_AGENT);
        return new Schematic(
                request.getKernelArgsList().stream().sorted().toList(),
                request.getMetaValuesList().stream()
                        .sorted(Comparator.comparing(MetaValue::getKey, Integer::compareUnsigned))
                        .toList(),
                List.copyOf(extensions),
                request.hasOverlay() ? Optional.of(request.getOverlay()) : Optional.empty());
    }

    /** As {@link OmniManagement#createSchematic} takes it. Equal schematics give equal text. */
    public String yaml() {
        var document = YamlDocuments.mapping();
        var customization = document.putObject("customization");
        addAll(customization, "extraKernelArgs", kernelArgs.stream());
        if (!meta.isEmpty()) {
            var values = customization.putArray("meta");
            meta.forEach(value -> values.addObject()
                    .put("key", Integer.toUnsignedLong(value.getKey()))
                    .put("value", value.getValue()));
        }
        addAll(customization.putObject("systemExtensions"), "officialExtensions", extensions.stream());
        overlay.ifPresent(
                it -> document.putObject("overlay").put("image", it.getImage()).put("name", it.getName()));
        return YamlDocuments.write(List.of(document));
    }

    private static void addAll(ObjectNode to, String name, Stream<String> values) {
        var list = values.toList();
        if (!list.isEmpty()) {
            var array = to.putArray(name);
            list.forEach(array::add);
        }
    }
}
