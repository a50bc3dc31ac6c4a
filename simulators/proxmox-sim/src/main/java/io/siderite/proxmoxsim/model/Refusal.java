package io.siderite.proxmoxsim.model;

import java.util.Map;

/**
 * Proxmox says no. An exception on purpose: the real code dies wherever it stands, deep inside a worker as well as in a
 * request, and the simulator follows its order of checks step by step.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> errors;

    private Refusal(int status, String message, Map<String, String> errors) {
        super(message, null, false, false);
        this.status = status;
        this.errors = errors;
    }

    /** The plain refusal of the real code: 500 with its text. */
    public static Refusal because(String message) {
        return new Refusal(500, message, Map.of());
    }

    /** With a status of its own. */
    public static Refusal status(int status, String message) {
        return new Refusal(status, message, Map.of());
    }

    /** 400, with what is wrong with which parameter. */
    public static Refusal parameters(Map<String, String> errors) {
        return new Refusal(400, "Parameter verification failed.", errors);
    }

    /** The same with a text of its own. */
    public static Refusal parameters(String message, Map<String, String> errors) {
        return new Refusal(400, message, errors);
    }

    /** 400 for one parameter. */
    public static Refusal parameter(String name, String why) {
        return parameters(Map.of(name, why));
    }

    /** 403; {@code what} is path and privilege, or empty. */
    public static Refusal permission(String what) {
        return new Refusal(403, "Permission check failed" + (what.isEmpty() ? "" : " (" + what + ")"), Map.of());
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Parameter to what is wrong with it. */
    public Map<String, String> errors() {
        return errors;
    }

    /** The text as it stands in a task's end: with the status before it, when there is one of its own. */
    public String spelledOut() {
        return status == 500 ? text() : status + " " + text();
    }

    /** The text; never null. */
    public String text() {
        String m = getMessage();
        return m == null ? "" : m;
    }
}
