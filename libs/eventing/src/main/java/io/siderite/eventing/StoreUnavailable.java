package io.siderite.eventing;

/**
 * The transaction could not be done now: the database is away, restarting or out of room, or Kafka did not take what it
 * had to take first. Trying again later is the answer.
 */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For stores, and what plays them in tests. */
    public StoreUnavailable(Throwable cause) {
        super(
                cause instanceof OutboxDrain.BrokerUnavailable
                        ? rootOf(cause)
                        : "the database is not available: " + rootOf(cause),
                cause);
    }

    private static String rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
