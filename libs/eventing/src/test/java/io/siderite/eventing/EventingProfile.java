package io.siderite.eventing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A persistence unit with nothing but this module's tables. A profile, not a file: files would leak to who uses the test-jar. */
public final class EventingProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.devservices.enabled", "false",
                "quarkus.datasource.eventing.db-kind", "postgresql",
                "quarkus.hibernate-orm.eventing.datasource", "eventing",
                "quarkus.hibernate-orm.blocking", "false",
                "quarkus.hibernate-orm.eventing.packages", "io.siderite.eventing",
                "quarkus.flyway.eventing.locations", "db/eventing",
                "quarkus.flyway.eventing.migrate-at-start", "true");
    }
}
