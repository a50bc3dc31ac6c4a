package io.siderite.networks;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Addresses of one family from the first to the last, both in it. */
public record Interval(Address first, Address last) implements Comparable<Interval> {

    public Interval {
        if (first.family() != last.family() || first.compareTo(last) > 0) {
            throw new IllegalArgumentException("no interval: " + first + " to " + last);
        }
    }

    /** One address alone. */
    public static Interval of(Address address) {
        return new Interval(address, address);
    }

    /** Reads {@code 172.31.250.21-172.31.250.29}, blanks around the dash allowed, or a single address. */
    public static Optional<Interval> parse(String text) {
        return whyNot(text).isEmpty() ? Optional.of(read(text)) : Optional.empty();
    }

    /** Why a text is no range, as the end of a sentence; empty when it is one. */
    public static Optional<String> whyNot(String text) {
        String[] ends = ends(text);
        if (ends.length > 2) {
            return Optional.of(
                    "is no range: write its first and its last address, such as 172.31.250.21-172.31.250.29");
        }
        for (String end : ends) {
            Optional<String> why = Address.whyNot(end);
            if (why.isPresent()) {
                return Optional.of(ends.length == 1 ? why.get() : "is no range: " + end + " " + why.get());
            }
        }
        Address first = Address.parse(ends[0]).orElseThrow();
        Address last = Address.parse(ends[ends.length - 1]).orElseThrow();
        if (first.family() != last.family()) {
            return Optional.of("is no range: one end is " + first.family() + ", the other " + last.family());
        }
        return first.compareTo(last) > 0
                ? Optional.of("runs backwards: write " + last + "-" + first)
                : Optional.empty();
    }

    private static Interval read(String text) {
        String[] ends = ends(text);
        return new Interval(
                Address.parse(ends[0]).orElseThrow(),
                Address.parse(ends[ends.length - 1]).orElseThrow());
    }

    private static String[] ends(String text) {
        return text.strip().split("\\s*-\\s*", -1);
    }

    public Family family() {
        return first.family();
    }

    /** How many addresses are in it. */
    public BigInteger size() {
        return last.value().subtract(first.value()).add(BigInteger.ONE);
    }

    public boolean contains(Address address) {
        return address.family() == family() && first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    public boolean contains(Interval other) {
        return contains(other.first) && contains(other.last);
    }

    public boolean overlaps(Interval other) {
        return family() == other.family() && first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    /** What both have. */
    public Optional<Interval> intersect(Interval other) {
        return overlaps(other)
                ? Optional.of(new Interval(later(first, other.first), earlier(last, other.last)))
                : Optional.empty();
    }

    /** What is left of this without those, in order. */
    public List<Interval> minus(Collection<Interval> others) {
        List<Interval> left = new ArrayList<>();
        Address from = first;
        for (Interval other : others.stream().filter(this::overlaps).sorted().toList()) {
            if (from.compareTo(other.first) < 0) {
                left.add(new Interval(from, other.first.plus(-1)));
            }
            if (other.last.compareTo(last) >= 0) {
                return List.copyOf(left);
            }
            from = later(from, other.last.plus(1));
        }
        left.add(new Interval(from, last));
        return List.copyOf(left);
    }

    private static Address later(Address a, Address b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Address earlier(Address a, Address b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** By the first address, then the last. */
    @Override
    public int compareTo(Interval other) {
        return Comparator.comparing(Interval::first)
                .thenComparing(Interval::last)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return first.equals(last) ? first.toString() : first + "-" + last;
    }
}
