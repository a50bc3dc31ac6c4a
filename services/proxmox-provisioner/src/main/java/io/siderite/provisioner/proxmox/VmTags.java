package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.VmName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Tags by which a VM of ours is known. Proxmox takes neither ':' nor '/', and stores them in lower case. */
public final class VmTags {

    /** On every VM of ours. */
    public static final String OURS = "siderite";

    private static final String REQUEST = "omni-request-";
    private static final int LONGEST = 80;

    private VmTags() {}

    /** The tag that says which request a VM is for; shortened, with a hash, where the id is long or has other letters. */
    public static String ofRequest(String requestId) {
        String tag = REQUEST + valid(requestId);
        return tag.equals(REQUEST + requestId) && tag.length() <= LONGEST
                ? tag
                : VmName.shortened(tag, requestId, LONGEST);
    }

    /** All tags of a VM, joined as Proxmox takes them. */
    public static String joined(String requestId, String requestSet, String more) {
        Stream<String> own = Stream.of(OURS, ofRequest(requestId), valid(requestSet));
        Stream<String> others = Arrays.stream(more.split("[;, ]")).map(VmTags::valid);
        return Stream.concat(own, others)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .reduce((a, b) -> a + ";" + b)
                .orElse("");
    }

    /** The request id that a VM's tags name, as far as the tag holds it whole. */
    public static Optional<String> requestOf(Collection<String> tags) {
        if (!tags.contains(OURS)) {
            return Optional.empty();
        }
        List<String> named = tags.stream().filter(t -> t.startsWith(REQUEST)).toList();
        return named.stream().map(t -> t.substring(REQUEST.length())).findFirst();
    }

    private static String valid(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_+.-]", "-").replaceAll("^[-+.]+", "");
    }
}
