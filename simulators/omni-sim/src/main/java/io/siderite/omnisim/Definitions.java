package io.siderite.omnisim;

import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.proto.cosi.Resource;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The resource definitions, by which a client sees what this Omni knows. Their ids are lower-case. */
final class Definitions {

    private Definitions() {}

    static Stream<Resource> all() {
        return Stream.of(
                        Kind.MACHINE_REQUEST,
                        Kind.MACHINE_REQUEST_STATUS,
                        Kind.CONFIG_PATCH_REQUEST,
                        Kind.REGISTRATION,
                        Kind.PROVIDER,
                        Kind.PROVIDER_JOIN_CONFIG,
                        Kind.PROVIDER_STATUS,
                        Kind.PROVIDER_HEALTH,
                        Kind.SIDEROLINK_API_CONFIG,
                        Kind.FEATURES_CONFIG,
                        Kind.MACHINE,
                        Kind.LINK,
                        Kind.CONFIG_PATCH,
                        Kind.RESOURCE_DEFINITION)
                .map(kind -> Resources.ofYaml(
                        Kind.RESOURCE_DEFINITION,
                        kind.type().toLowerCase(Locale.ROOT),
                        Map.of(),
                        "type: " + kind.type() + "\ndefaultNamespace: " + kind.namespace() + "\n"));
    }
}
