package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.access.Login;
import io.siderite.proxmoxsim.access.Permissions;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.LinkedHashMap;
import java.util.Map;

/** Logging in. */
final class AccessApi {
    private static final Schema TICKET = new Schema(Map.of())
            .and("username", Property.text().required())
            .and("password", Property.text().required())
            .and("realm", Property.text())
            .and("otp", Property.text())
            .and("path", Property.text())
            .and("privs", Property.text())
            .and("tfa-challenge", Property.text())
            .and("new-format", Property.bool());

    private AccessApi() {}

    static Object ticket(Login login, Permissions permissions, String cluster, Map<String, String> params) {
        TICKET.verify(params);
        String name = params.getOrDefault("username", "");
        String realm = params.get("realm");
        String userid = realm == null || name.contains("@") ? name : name + "@" + realm;
        Login.Ticket t = login.ticket(userid, params.getOrDefault("password", ""));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("username", t.userid());
        data.put("ticket", t.ticket());
        data.put("CSRFPreventionToken", t.csrf());
        data.put("cap", permissions.tree(userid));
        if (permissions.has(userid, "/", "Sys.Audit")) {
            data.put("clustername", cluster);
        }
        return data;
    }
}
