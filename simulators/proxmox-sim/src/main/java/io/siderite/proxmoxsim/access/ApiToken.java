package io.siderite.proxmoxsim.access;

/**
 * An API token.
 *
 * @param id {@code user@realm!name}
 * @param separated whether it has only what the ACL grants to the token itself as well as to its user
 */
public record ApiToken(String id, String secret, boolean separated) {

    /** The user it belongs to. */
    public String user() {
        return id.substring(0, id.indexOf('!'));
    }

    /** The value of the {@code Authorization} header. */
    public String header() {
        return "PVEAPIToken=" + id + "=" + secret;
    }

    @Override
    public String toString() {
        return id;
    }
}
