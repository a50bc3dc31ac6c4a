package io.siderite.allocator.core;

/** Who has an address, so that nobody else can have it now. */
public sealed interface Tenant {

    /** A machine has it. */
    record Leased(String requestId) implements Tenant {
        @Override
        public String text() {
            return "is leased to " + requestId;
        }
    }

    /** It was reserved by hand. */
    record Reserved(String holder) implements Tenant {
        @Override
        public String text() {
            return "is reserved for " + holder;
        }
    }

    /**
     * It was given back a moment ago.
     *
     * @param until as people read it
     */
    record Rests(String requestId, String until) implements Tenant {
        @Override
        public String text() {
            return "was " + requestId + "'s and rests until " + until;
        }
    }

    /** The end of a sentence that begins with the address. */
    String text();
}
