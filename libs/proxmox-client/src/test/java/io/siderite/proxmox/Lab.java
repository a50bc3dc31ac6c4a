package io.siderite.proxmox;

import io.siderite.proxmox.Connection.Credentials;
import io.siderite.proxmox.Connection.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A cluster called lab at stubs, with short time-outs. */
final class Lab {

    static final Credentials TOKEN = new Credentials.Token("siderite@pve!prod", "s3cret");
    static final Credentials PASSWORD = new Credentials.Password("root@pam", "p&ss w=rd");
    static final String UPID = "UPID:pve1:0000C530:001C9BEC:68A1:qmcreate:100:root@pam!t:";

    private Lab() {}

    static RestProxmoxCluster cluster(Credentials credentials, URI... endpoints) {
        return RestProxmoxCluster.connect(connection(credentials, endpoints));
    }

    static Connection connection(Credentials credentials, URI... endpoints) {
        return new Connection(
                "lab",
                List.of(endpoints),
                credentials,
                new Trust.Anybody(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                4);
    }
}
