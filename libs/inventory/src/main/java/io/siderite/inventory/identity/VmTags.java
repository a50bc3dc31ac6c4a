package io.siderite.inventory.identity;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /**
     * All tags of a VM, joined as Proxmox takes them: ours, then others.
     *
     * @param more those of its class; one that would name a request is left out, since it is by these that a VM is ours
     */
    public static String joined(String requestId, String requestSet, Collection<String> more) {
        Stream<String> others = Stream.concat(Stream.of(requestSet), more.stream())
                .map(VmTags::valid)
                .filter(tag -> !tag.isEmpty() && !tag.startsWith(REQUEST));
        return Stream.concat(Stream.of(OURS, ofRequest(requestId)), others)
                .distinct()
                .collect(Collectors.joining(";"));
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
