package io.siderite.allocator.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * MACs of a machine's NICs, under Proxmox's prefix BC:24:11, in lower case (Talos's selectors tell case apart). They
 * follow from the machine's UUID, so that a rebuild from nothing draws the same ones.
 */
public final class Macs {

    private static final String PREFIX = "bc:24:11";

    private Macs() {}

    /**
     * Draws MACs for NICs 0 … count-1; those already drawn are kept.
     *
     * @param kept what the machine has so far, in order of its NICs
     * @param taken whether another machine, or any other VM, has a MAC
     */
    public static List<String> draw(String uuid, List<String> kept, int count, Predicate<String> taken) {
        List<String> macs = new ArrayList<>(kept);
        Set<String> own = new HashSet<>(kept);
        for (int nic = kept.size(); nic < count; nic++) {
            for (int salt = 0; ; salt++) {
                String mac = candidate(uuid, nic, salt);
                if (!taken.test(mac) && own.add(mac)) {
                    macs.add(mac);
                    break;
                }
            }
        }
        return List.copyOf(macs);
    }

    /** The first MACs that would be tried for each of so many NICs. */
    public static Stream<String> candidates(String uuid, int nics, int salts) {
        return IntStream.range(0, nics)
                .boxed()
                .flatMap(nic -> IntStream.range(0, salts).mapToObj(salt -> candidate(uuid, nic, salt)));
    }

    /** The MAC that a NIC gets when nobody has it; with a higher salt, the next to try. */
    static String candidate(String uuid, int nic, int salt) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256")
                    .digest((uuid + "/" + nic + "/" + salt).getBytes(StandardCharsets.UTF_8));
            return "%s:%02x:%02x:%02x".formatted(PREFIX, sha[0], sha[1], sha[2]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
