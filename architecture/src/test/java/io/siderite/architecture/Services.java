package io.siderite.architecture;

import java.util.Map;

/** The services' names on the road, and the packages their code is in. */
final class Services {

    static final Map<String, String> PACKAGES = Map.of(
            "omni-watcher", "io.siderite.watcher",
            "class-evaluator", "io.siderite.evaluator",
            "network-allocator", "io.siderite.allocator",
            "proxmox-provisioner", "io.siderite.provisioner",
            "status-reporter", "io.siderite.reporter");

    private Services() {}
}
