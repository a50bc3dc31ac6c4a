package io.siderite.provisioner.proxmox;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an image is asked for, and what is sent along. A secret: it is never printed.
 *
 * @param headers for the URL's own server
 */
record ImageSource(URI uri, Map<String, String> headers) {

    /**
     * A URL's user and password become the header that they stand for, which Java's client does not do by itself.
     *
     * @throws IllegalArgumentException when the URL can't be read
     */
    static ImageSource of(String url, Map<String, String> headers) {
        URI uri = URI.create(url);
        String user = uri.getRawUserInfo();
        if (user == null) {
            return new ImageSource(uri, Map.copyOf(headers));
        }
        Map<String, String> all = new HashMap<>(headers);
        // Of a form's rules only percent signs are a URL's: a plus sign is itself.
        String decoded = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        String pair = decoded.contains(":") ? decoded : decoded + ":";
        all.putIfAbsent(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        return new ImageSource(URI.create(url.replaceFirst("//[^/@]*@", "//")), Map.copyOf(all));
    }

    /** Where the server sends us; another server gets no header. */
    ImageSource redirected(String location) {
        ImageSource next = of(uri.resolve(location).toString(), Map.of());
        boolean sameServer = port(next.uri) == port(uri)
                && same(next.uri.getScheme(), uri.getScheme())
                && same(next.uri.getHost(), uri.getHost());
        return sameServer ? new ImageSource(next.uri, headers) : next;
    }

    /** A file that lies beside it, under its name with a suffix. */
    ImageSource beside(String suffix) {
        String url = uri.toString();
        int end = url.indexOf('?') < 0 ? url.length() : url.indexOf('?');
        return new ImageSource(URI.create(url.substring(0, end) + suffix + url.substring(end)), headers);
    }

    HttpRequest request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        headers.forEach(request::header);
        return request.build();
    }

    /** Without anything. */
    @Override
    public String toString() {
        return "ImageSource";
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
        return a != null && a.equalsIgnoreCase(b);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
