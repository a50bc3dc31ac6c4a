package io.siderite.reporter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How status-reporter presents this provider, as configuration keys. */
@ConfigMapping(prefix = "siderite.reporter")
public interface ReporterConfig {

    /** Name of the provider, as Omni shows it. */
    @WithDefault("Proxmox VE")
    String providerName();

    /** What it is, as Omni shows it. */
    @WithDefault("Machines on Proxmox VE, made by Siderite")
    String providerDescription();

    /** How often Omni hears that we live. Omni takes us for gone after 31 s. */
    @WithDefault("PT10S")
    Duration heartbeat();

    /** How often the provider's own description in Omni is compared with what it should be. */
    @WithDefault("PT10M")
    Duration descriptionCheck();
}
