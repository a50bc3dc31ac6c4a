package io.siderite.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IntervalPropertiesTest {

    private static final Address BASE = Address.parse("10.0.0.0").orElseThrow();

    @Property
    void whatIsTakenOutIsOutAndTheRestStays(@ForAll("small") Interval whole, @ForAll("several") List<Interval> others) {
        List<Interval> left = whole.minus(others);

        assertThat(left).isSorted();
        for (int i = 1; i < left.size(); i++) {
            assertThat(left.get(i).overlaps(left.get(i - 1))).isFalse();
        }
        LongStream.rangeClosed(0, 60)
                .mapToObj(BASE::plus)
                .forEach(address -> assertThat(left.stream().anyMatch(i -> i.contains(address)))
                        .as("%s in %s minus %s", address, whole, others)
                        .isEqualTo(whole.contains(address) && others.stream().noneMatch(o -> o.contains(address))));
    }

    @Property
    void whatTwoShareIsInBoth(@ForAll("small") Interval a, @ForAll("small") Interval b) {
        assertThat(a.intersect(b).isPresent()).isEqualTo(a.overlaps(b)).isEqualTo(b.overlaps(a));
        a.intersect(b)
                .ifPresent(
                        both -> assertThat(a.contains(both) && b.contains(both)).isTrue());
        BigInteger shared = a.intersect(b).map(Interval::size).orElse(BigInteger.ZERO);
        BigInteger rest = a.minus(List.of(b)).stream().map(Interval::size).reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(shared.add(rest)).isEqualTo(a.size());
    }

    @Property
    void anAddressIsReadAsItIsWritten(@ForAll("addresses") Address address) throws UnknownHostException {
        assertThat(Address.parse(address.toString())).contains(address);
        assertThat(new BigInteger(1, InetAddress.getByName(address.toString()).getAddress()))
                .isEqualTo(address.value());
        assertThat(address.toString()).matches("[0-9a-f.:]+").doesNotContain(":::");
    }

    @Property
    void aSubnetHasWhatIsAroundIt(@ForAll("addresses") Address address) {
        for (int prefix = 0; prefix <= address.family().bits(); prefix++) {
            Subnet subnet = Subnet.around(address, prefix);
            assertThat(subnet.contains(address)).isTrue();
            assertThat(subnet.all().size())
                    .isEqualTo(BigInteger.TWO.pow(address.family().bits() - prefix));
        }
    }

    @Provide
    Arbitrary<Interval> small() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 60))
                .as((a, b) -> new Interval(BASE.plus(Math.min(a, b)), BASE.plus(Math.max(a, b))));
    }

    @Provide
    Arbitrary<List<Interval>> several() {
        return small().list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<Address> addresses() {
        Arbitrary<Address> v4 =
                Arbitraries.longs().between(0, 0xffffffffL).map(v -> new Address(Family.IPV4, BigInteger.valueOf(v)));
        // The low bits alone, the high bits alone, or all of them: runs of zeros at every place.
        Arbitrary<Address> v6 = Combinators.combine(
                        Arbitraries.of(0, 16, 48, 64, 112),
                        Arbitraries.bigIntegers()
                                .between(
                                        BigInteger.TWO.pow(49),
                                        BigInteger.TWO.pow(128).subtract(BigInteger.ONE)))
                .as((shift, v) -> new Address(Family.IPV6, v.shiftRight(shift).shiftLeft(shift)))
                .filter(a -> Address.whyNot(a.toString()).isEmpty());
        return Arbitraries.oneOf(v4, v6);
    }
}
