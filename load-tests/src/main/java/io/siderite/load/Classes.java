package io.siderite.load;

import io.siderite.machineclass.ClassParser;
import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.ParseResult;
import io.siderite.placement.Ask;
import io.siderite.proto.events.v1.MachineRequest;

/** Machine classes of the benchmarks. */
final class Classes {

    static final String SPREAD = """
            cores: 4
            memory: 8192
            disk_size: 40
            """;

    static final String SELECTORS = SPREAD + """
            node_selector: labels["rack"] == "r1" && memoryFree > 17179869184u && vms < 400
            storage_selector: storageType == "rbd" && usedFraction < 0.9 && availableSpace > 107374182400u
            """;

    static final String HARD = SPREAD + """
            anti_affinity: hard
            """;

    static final String TEN_DISKS = SELECTORS + """
            additional_disks:
              - disk_size: 100
              - disk_size: 200
                storage_selector: name.startsWith("storage-1")
              - disk_size: 300
              - disk_size: 400
                storage_selector: shared
              - disk_size: 500
              - disk_size: 600
              - disk_size: 700
                storage_selector: storageType == "zfspool"
              - disk_size: 800
              - disk_size: 900
            """;

    static final String FITS_NOWHERE = """
            cores: 4
            memory: 8192
            disk_size: 40
            storage_selector: storageType == "cephfs"
            """;

    private Classes() {}

    static MachineClass parsed(String yaml) {
        return switch (ClassParser.parse(yaml)) {
            case ParseResult.Parsed parsed -> parsed.machineClass();
            case ParseResult.Refused refused ->
                throw new IllegalStateException(refused.problems().toString());
        };
    }

    /** A machine of a set of which every node has about as many. */
    static Ask ask(String yaml) {
        return ask(yaml, "set-7");
    }

    static Ask ask(String yaml, String set) {
        var request = MachineRequest.newBuilder()
                .setRequestId("new-1")
                .setRequestSet(set)
                .setTalosVersion("1.11.6")
                .setProviderData(yaml)
                .build();
        return new Ask(parsed(yaml), request, "uuid-new-1");
    }
}
