package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.omnisim.controllers.Verdict;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.InfraProviderStatusSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What most tests begin with. */
final class Fixture {

    static final String OWNER = "proxmox.ProvisionController";

    static final String SCHEMA = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false,
             "properties": {
               "cores": {"type": "integer", "minimum": 1},
               "vmid_range": {"type": "string", "pattern": "^[0-9]+-[0-9]+$", "x-pattern-message": "write FIRST-LAST"}}}
            """;

    private Fixture() {}

    static void register(TestProvider provider, String schema) {
        var spec = InfraProviderStatusSpec.newBuilder()
                .setName("Proxmox")
                .setSchema(schema)
                .build();
        provider.create(Resources.of(Kind.PROVIDER_STATUS, "proxmox", Map.of(), spec), "");
    }

    /** A registered provider, a class and a set of so many machines; returns their requests. */
    static List<Resource> requests(OmniSim omni, TestProvider provider, int count) {
        register(provider, SCHEMA);
        assertThat(omni.applyClass("worker", "proxmox", "cores: 4")).isEqualTo(new Verdict.Accepted());
        assertThat(omni.applySet("talos-workers", "worker", count, MachineTemplate.talos("1.13.8")))
                .isEqualTo(new Verdict.Accepted());
        return eventually(() -> provider.list(Kind.MACHINE_REQUEST), found -> found.size() == count);
    }

    /** Creates the status of a request, as a provider does. */
    static Resource status(TestProvider provider, String requestId, String uuid) {
        var spec = MachineRequestStatusSpec.newBuilder()
                .setId(uuid)
                .setStage(MachineRequestStatusSpec.Stage.PROVISIONING)
                .build();
        return provider.create(
                Resources.of(Kind.MACHINE_REQUEST_STATUS, requestId, Map.of(Labels.MACHINE_REQUEST, requestId), spec),
                OWNER);
    }

    static <T> T eventually(Supplier<T> look, java.util.function.Predicate<T> wanted) {
        var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        var seen = look.get();
        while (!wanted.test(seen) && System.nanoTime() < end) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
            seen = look.get();
        }
        assertThat(seen).matches(wanted, "became what was waited for");
        return seen;
    }
}
