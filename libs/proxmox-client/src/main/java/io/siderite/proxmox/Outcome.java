package io.siderite.proxmox;

import java.util.Map;
import java.util.function.Function;

/**
 * What came of one call to Proxmox VE. The texts of Proxmox are matched once, in this module; everybody else switches
 * over these.
 *
 * @param <T> what a call that worked answers
 */
public sealed interface Outcome<T> {

    /** It worked. */
    record Done<T>(T value) implements Outcome<T> {}

    /** It is under way; ask again later. */
    record Pending<T>() implements Outcome<T> {}

    /** The thing named does not exist, said clearly by Proxmox. A read that failed is never this. */
    record NotFound<T>(String why) implements Outcome<T> {}

    /** A thing of that name or number exists already. */
    record Exists<T>(String why) implements Outcome<T> {}

    /** No room: storage full, no memory, node going down for maintenance. Another place may have room. */
    record NoCapacity<T>(String why) implements Outcome<T> {}

    /** A lock was not to be had in time. Try again, with jitter. */
    record Locked<T>(String why) implements Outcome<T> {}

    /**
     * Proxmox refused it and will again until something is changed.
     *
     * @param parameters name of a parameter to what is wrong with it; empty where Proxmox named none
     */
    record Rejected<T>(String why, Map<String, String> parameters) implements Outcome<T> {}

    /** Who we are is not known (401) or may not do this (403). */
    record Denied<T>(String why) implements Outcome<T> {}

    /** Nobody answered in time, or with an answer that says nothing about the thing asked for (595, 596, 599, half answers). */
    record Unreachable<T>(String why) implements Outcome<T> {}

    /** The same failure for another type of value; never called on {@link Done}. */
    @SuppressWarnings("unchecked")
    default <R> Outcome<R> failure() {
        if (this instanceof Done<T>) {
            throw new IllegalStateException("not a failure: " + this);
        }
        return (Outcome<R>) this;
    }

    /** Maps the value of {@link Done}; every other outcome stays as it is. */
    default <R> Outcome<R> map(Function<? super T, ? extends R> f) {
        return this instanceof Done<T>(T value) ? new Done<>(f.apply(value)) : failure();
    }

    /** Goes on with the value of {@link Done}; every other outcome stays as it is. */
    default <R> Outcome<R> then(Function<? super T, Outcome<R>> f) {
        return this instanceof Done<T>(T value) ? f.apply(value) : failure();
    }

    /** Words for people; empty for {@link Done} and {@link Pending}. */
    default String why() {
        return "";
    }
}
