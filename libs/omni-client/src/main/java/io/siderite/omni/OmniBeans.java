package io.siderite.omni;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The connection to Omni as beans. They are defaults: an application or a test may put its own in their place. */
@ApplicationScoped
public class OmniBeans {

    /** One connection for the whole process, opened when first used. */
    @Produces
    @Singleton
    @DefaultBean
    OmniConnection connection(OmniSettings settings) {
        return OmniConnection.open(settings);
    }

    void close(@Disposes OmniConnection connection) {
        connection.close();
    }

    /** Omni's resources. */
    @Produces
    @ApplicationScoped
    @DefaultBean
    OmniState state(OmniConnection connection) {
        return connection.state();
    }

    /** Omni's management service. */
    @Produces
    @ApplicationScoped
    @DefaultBean
    OmniManagement management(OmniConnection connection) {
        return connection.management();
    }

    /** The names we go by in Omni. */
    @Produces
    @Singleton
    @DefaultBean
    ProviderNames names(OmniSettings settings) {
        return new ProviderNames(settings.providerId());
    }
}
