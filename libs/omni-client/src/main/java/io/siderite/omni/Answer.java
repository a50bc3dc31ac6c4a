package io.siderite.omni;

import java.util.function.Function;

/**
 * What came of one call to Omni, or of preparing one. gRPC's codes are mapped once, in this module; everybody else
 * switches over these.
 *
 * @param <T> what a call that worked answers
 */
public sealed interface Answer<T> {

    /** It worked. */
    record Done<T>(T value) implements Answer<T> {}

    /** NOT_FOUND: said by Omni about the thing named. */
    record NotFound<T>(String why) implements Answer<T> {}

    /** ALREADY_EXISTS. */
    record Exists<T>(String why) implements Answer<T> {}

    /** FAILED_PRECONDITION: the version is not the current one, or finalizers remain. Read again, then try again. */
    record Conflict<T>(String why) implements Answer<T> {}

    /** INVALID_ARGUMENT or another refusal that will not change by itself. */
    record Rejected<T>(String why) implements Answer<T> {}

    /** PERMISSION_DENIED: known, but not allowed; often an id that is not the key's. */
    record Denied<T>(String why) implements Answer<T> {}

    /** UNAUTHENTICATED: wrong or expired key, or a clock that is off by more than five minutes. */
    record Unauthenticated<T>(String why) implements Answer<T> {}

    /** UNIMPLEMENTED: this release of Omni has no such call. */
    record Unimplemented<T>(String why) implements Answer<T> {}

    /** Nobody answered in time, TLS failed, or the server is not able to answer now. */
    record Unreachable<T>(String why) implements Answer<T> {}

    /** It worked, and there is nothing to tell. */
    @SuppressWarnings("NullAway") // Void has no value
    static Answer<Void> done() {
        return new Done<>(null);
    }

    /** The same failure for another type of value; never called on {@link Done}. */
    @SuppressWarnings("unchecked")
    default <R> Answer<R> failure() {
        if (this instanceof Done<T>) {
            throw new IllegalStateException("not a failure: " + this);
        }
        return (Answer<R>) this;
    }

    /** Maps the value of {@link Done}; every other answer stays as it is. */
    default <R> Answer<R> map(Function<? super T, ? extends R> f) {
        return this instanceof Done<T>(T value) ? new Done<>(f.apply(value)) : failure();
    }

    /** Goes on with the value of {@link Done}; every other answer stays as it is. */
    default <R> Answer<R> then(Function<? super T, Answer<R>> f) {
        return this instanceof Done<T>(T value) ? f.apply(value) : failure();
    }

    /** Words for people; empty for {@link Done}. */
    default String why() {
        return "";
    }
}
