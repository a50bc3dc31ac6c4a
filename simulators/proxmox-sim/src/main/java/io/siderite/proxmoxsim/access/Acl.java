package io.siderite.proxmoxsim.access;

import java.util.Set;

/**
 * One entry of the access control list.
 *
 * @param subject a user or a token
 * @param propagate whether it holds below the path too
 */
public record Acl(String path, String subject, Set<String> privileges, boolean propagate) {}
