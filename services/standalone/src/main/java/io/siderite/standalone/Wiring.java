package io.siderite.standalone;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Turns what was started into the configuration keys that the services read. */
final class Wiring {

    private Wiring() {}

    /** Keys for the broker, the data sources, the HTTP port, and a token that only this process knows. */
    static Map<String, String> of(String bootstrap, EmbeddedPostgres postgres, int httpPort) throws SQLException {
        Map<String, String> keys = new HashMap<>();
        keys.put("kafka.bootstrap.servers", bootstrap);
        keys.put("quarkus.http.port", Integer.toString(httpPort));
        // The gateway between the services shares the HTTP port; the token keeps other users of this machine out.
        keys.put("siderite.gateway.url", "http://127.0.0.1:" + httpPort);
        keys.put("siderite.gateway.token", token());
        for (ServiceStore store : ServiceStore.values()) {
            String address = "postgresql://127.0.0.1:" + postgres.port() + "/" + EmbeddedPostgres.DATABASE;
            String source = "quarkus.datasource." + store.unit() + ".";
            keys.put(source + "reactive.url", address);
            keys.put(source + "jdbc.url", "jdbc:" + address);
            keys.put(source + "username", store.schema());
            keys.put(source + "password", postgres.openStore(store));
        }
        return keys;
    }

    private static String token() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
