package io.siderite.omni;

import java.net.URI;
import java.util.Map;

/**
 * Where an image can be fetched now. The URL and the headers may carry credentials and be short-lived: use them at once,
 * never store or log them.
 *
 * @param url where it is
 * @param headers to send along when fetching; usually none
 * @param storageKey hex SHA-256: the stable name of the content, such as for a file's name
 */
public record BootAsset(String url, Map<String, String> headers, String storageKey) {

    /**
     * True when whoever sees the URL could use it, or when headers must be sent: then fetch the image ourselves, and hand
     * Proxmox the bytes.
     */
    public boolean carriesCredentials() {
        var uri = URI.create(url);
        return !headers.isEmpty() || uri.getRawUserInfo() != null || uri.getRawQuery() != null;
    }

    @Override
    public String toString() {
        return "BootAsset[" + storageKey + "]";
    }
}
