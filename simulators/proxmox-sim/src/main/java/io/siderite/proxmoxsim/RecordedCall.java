package io.siderite.proxmoxsim;

import java.time.Instant;
import java.util.Map;

/**
 * One call that came in, and how it was answered. Passwords are not kept.
 *
 * @param node whose endpoint it came to
 * @param path decoded, with {@code /api2/json}
 * @param params of query and body
 * @param user who asked; empty when that was not established
 * @param status 0 when nothing was answered
 */
public record RecordedCall(
        Instant at,
        String node,
        String method,
        String path,
        Map<String, String> params,
        String user,
        int status,
        String reason) {}
