package io.siderite.provisioner.images;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an ISO's name says of whose it is. */
sealed interface IsoName {

    /** A boot image of ours, which machines share. */
    record Image() implements IsoName {}

    /** The cidata of one machine of ours, or of another Siderite's. */
    record Cidata(String uuid) implements IsoName {}

    Pattern CIDATA = Pattern.compile("siderite-cidata-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.iso");
    Pattern IMAGE = Pattern.compile("siderite-[0-9a-f]{64}\\.iso");
    // Omni calls its storage keys opaque: what we brought ourselves may have any.
    Pattern BROUGHT = Pattern.compile("siderite-[A-Za-z0-9_.-]+\\.iso");

    /**
     * Whose it is; empty when it is not ours for certain.
     *
     * @param known whether we remember it
     */
    static Optional<IsoName> of(String filename, boolean known) {
        Matcher cidata = CIDATA.matcher(filename);
        if (cidata.matches()) {
            return Optional.of(new Cidata(cidata.group(1)));
        }
        boolean ours = IMAGE.matcher(filename).matches()
                || known && BROUGHT.matcher(filename).matches();
        return ours ? Optional.of(new Image()) : Optional.empty();
    }
}
