package io.siderite.allocator.documents;

import io.siderite.networks.Address;
import io.siderite.networks.Subnet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a document may look like. The keys are those that Talos 1.9 to 1.13 all have: of nocloud's version 2, and of
 * the machine configuration v1alpha1.
 */
sealed interface Shape {

    /** What the event tells beside its documents: they must not tell anything else. */
    record Told(Set<String> macs, Set<String> addresses) {}

    Shape SWITCH = new Scalar("true or false", (value, _) -> value instanceof Boolean);
    Shape MTU = new Scalar("an MTU", (value, _) -> value instanceof Integer n && n >= 576 && n <= 65520);
    Shape MAC = new Scalar(
            "the MAC of one of the NICs, in lower case",
            (value, told) -> value instanceof String text
                    && told.macs().contains(text)
                    && text.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}"));
    Shape ADDRESS = new Scalar(
            "an address", (value, _) -> Address.parse(String.valueOf(value)).isPresent());
    Shape SUBNET = new Scalar(
            "a subnet", (value, _) -> Subnet.parse(String.valueOf(value)).isPresent());
    Shape LEASED = new Scalar(
            "an address that is leased, with its prefix",
            (value, told) -> value instanceof String text && told.addresses().contains(text) && isHost(text));

    Shape NETWORK_CONFIG = new Keys(
            Set.of("version", "ethernets"),
            Map.of(
                    "version", new Scalar("2", (value, _) -> Integer.valueOf(2).equals(value)),
                    "ethernets",
                            new Named(
                                    "eth\\d+",
                                    new Keys(
                                            Set.of("match"),
                                            Map.of(
                                                    "match",
                                                    new Keys(Set.of("macaddress"), Map.of("macaddress", MAC)),
                                                    "dhcp4",
                                                    SWITCH,
                                                    "addresses",
                                                    new Items(LEASED),
                                                    "gateway4",
                                                    ADDRESS,
                                                    "gateway6",
                                                    ADDRESS,
                                                    "mtu",
                                                    MTU,
                                                    "nameservers",
                                                    new Keys(
                                                            Set.of("addresses"),
                                                            Map.of("addresses", new Items(ADDRESS))),
                                                    "routes",
                                                    new Items(new Keys(
                                                            Set.of("to", "via"),
                                                            Map.of("to", SUBNET, "via", ADDRESS))))))));

    Shape PATCH = new Keys(
            Set.of("machine"),
            Map.of(
                    "machine",
                            new Keys(
                                    Set.of("network"),
                                    Map.of(
                                            "kubelet",
                                                    new Keys(
                                                            Set.of("nodeIP"),
                                                            Map.of(
                                                                    "nodeIP",
                                                                    new Keys(
                                                                            Set.of("validSubnets"),
                                                                            Map.of(
                                                                                    "validSubnets",
                                                                                    new Items(SUBNET))))),
                                            "network",
                                                    new Keys(
                                                            Set.of("interfaces"),
                                                            Map.of(
                                                                    "nameservers", new Items(ADDRESS),
                                                                    "interfaces", new Items(interfaceOfTalos()))))),
                    "cluster",
                            new Keys(
                                    Set.of("etcd"),
                                    Map.of(
                                            "etcd",
                                            new Keys(
                                                    Set.of("advertisedSubnets"),
                                                    Map.of("advertisedSubnets", new Items(SUBNET)))))));

    private static Shape interfaceOfTalos() {
        return new Keys(
                Set.of("deviceSelector", "dhcp", "addresses"),
                Map.of(
                        "deviceSelector", new Keys(Set.of("hardwareAddr"), Map.of("hardwareAddr", MAC)),
                        "dhcp", SWITCH,
                        "mtu", MTU,
                        "addresses", new Items(LEASED),
                        "routes",
                                new Items(new Keys(
                                        Set.of("network", "gateway"), Map.of("network", SUBNET, "gateway", ADDRESS)))));
    }

    private static boolean isHost(String cidr) {
        String[] parts = cidr.split("/", -1);
        return parts.length == 2
                && parts[1].matches("\\d{1,3}")
                && Address.parse(parts[0])
                        .filter(address ->
                                Integer.parseInt(parts[1]) <= address.family().bits())
                        .map(address -> Subnet.around(address, Integer.parseInt(parts[1])))
                        .filter(Subnet::hasHosts)
                        .filter(subnet ->
                                subnet.hosts().contains(Address.parse(parts[0]).orElseThrow()))
                        .isPresent();
    }

    /** Adds what is wrong with a value to the problems. */
    void check(String path, @Nullable Object value, Told told, List<String> problems);

    /** A value without parts. */
    record Scalar(String what, BiPredicate<Object, Told> is) implements Shape {
        @Override
        public void check(String path, @Nullable Object value, Told told, List<String> problems) {
            if (value == null || !is.test(value, told)) {
                problems.add(path + " is " + value + ", not " + what);
            }
        }
    }

    /** A list, not empty and without the same thing twice. */
    record Items(Shape each) implements Shape {
        @Override
        public void check(String path, @Nullable Object value, Told told, List<String> problems) {
            if (!(value instanceof List<?> list)
                    || list.isEmpty()
                    || Set.copyOf(list).size() < list.size()) {
                problems.add(path + " is " + value + ", not a list of different things");
                return;
            }
            for (int i = 0; i < list.size(); i++) {
                each.check(path + "[" + i + "]", list.get(i), told, problems);
            }
        }
    }

    /** A mapping with known keys. */
    record Keys(Set<String> needed, Map<String, Shape> known) implements Shape {
        @Override
        public void check(String path, @Nullable Object value, Told told, List<String> problems) {
            if (!(value instanceof Map<?, ?> map)) {
                problems.add(path + " is " + value + ", not a mapping");
                return;
            }
            needed.stream().filter(key -> !map.containsKey(key)).forEach(key -> problems.add(path + " has no " + key));
            map.forEach((key, part) -> {
                @Nullable Shape shape = known.get(String.valueOf(key));
                if (shape == null) {
                    problems.add(path + " has the key " + key + ", which Talos does not know");
                } else {
                    shape.check(path + "." + key, part, told, problems);
                }
            });
        }
    }

    /** A mapping with free keys of one form. */
    record Named(String form, Shape each) implements Shape {
        @Override
        public void check(String path, @Nullable Object value, Told told, List<String> problems) {
            if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
                problems.add(path + " is " + value + ", not a mapping");
                return;
            }
            map.forEach((key, part) -> {
                if (!String.valueOf(key).matches(form)) {
                    problems.add(path + " has the name " + key + ", not " + form);
                }
                each.check(path + "." + key, part, told, problems);
            });
        }
    }
}
