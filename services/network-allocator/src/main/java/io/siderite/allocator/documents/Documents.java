package io.siderite.allocator.documents;

import io.siderite.allocator.core.Allocating;
import io.siderite.allocator.core.Allocating.Decision;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Checks the documents of an event against what Talos knows, and against the leases that the event tells. */
public final class Documents {

    private Documents() {}

    /** The decision; one whose documents are wrong becomes a wait with that reason, so that no machine gets them. */
    public static Decision checked(Decision decision, MachineEvaluated event) {
        List<String> problems = decision.publish().map(Documents::problems).orElse(List.of());
        return problems.isEmpty() ? decision : Allocating.waits(decision.next(), event, problems);
    }

    /** Everything that is wrong with an event's documents, in words; none when it may be published. */
    public static List<String> problems(NetworkAllocated event) {
        if (event.getVerdict() != NetworkAllocated.Verdict.ALLOCATED) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        Set<String> macs = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (Nic nic : event.getNicsList()) {
            if (!macs.add(nic.getMac())) {
                problems.add("two NICs have the MAC " + nic.getMac());
            }
            for (String address : nic.getAddressesList()) {
                if (!addresses.add(address)) {
                    problems.add("two NICs have the address " + address);
                }
            }
        }
        Shape.Told told = new Shape.Told(macs, addresses);
        check("network-config", event.getNetworkConfig(), Shape.NETWORK_CONFIG, told, problems);
        if (event.getTalosPatch().isEmpty()) {
            if (!addresses.isEmpty()) {
                problems.add("the config patch is missing");
            }
        } else {
            check("the config patch", event.getTalosPatch(), Shape.PATCH, told, problems);
        }
        return problems;
    }

    private static void check(String name, String text, Shape shape, Shape.Told told, List<String> problems) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            Object document = new Yaml(new SafeConstructor(options)).load(text);
            shape.check(name, document, told, problems);
        } catch (YAMLException e) {
            problems.add(name + " is not YAML: " + e.getMessage());
        }
    }
}
