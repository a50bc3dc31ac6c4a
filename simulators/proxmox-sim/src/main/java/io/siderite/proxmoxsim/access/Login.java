package io.siderite.proxmoxsim.access;

import io.siderite.proxmoxsim.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks passwords, tickets and API tokens. Tickets are signed, so none is kept. */
public final class Login {
    private static final Pattern COOKIE = Pattern.compile("(?:^|\\s)PVEAuthCookie(?:=| )([^;]*)");
    private static final Pattern TOKEN = Pattern.compile("(?:^|\\s)PVEAPIToken(?:=| )([^;]*)");

    private final Map<String, User> users = new HashMap<>();
    private final Map<String, ApiToken> tokens = new HashMap<>();
    private final Duration ticketLife;
    private final Clock clock;
    private final byte[] key = new byte[32];

    public Login(Iterable<User> users, Iterable<ApiToken> tokens, Duration ticketLife, Clock clock) {
        users.forEach(u -> this.users.put(u.id(), u));
        tokens.forEach(t -> this.tokens.put(t.id(), t));
        this.ticketLife = ticketLife;
        this.clock = clock;
        new SecureRandom().nextBytes(key);
    }

    /** Who is behind a request: {@code user@realm} or {@code user@realm!token}. */
    public record Identity(String id, boolean byToken) {}

    /** A ticket and the token that must go with it on every write. */
    public record Ticket(String userid, String ticket, String csrf) {}

    /** {@code POST /access/ticket}: a password, or a ticket that is still good, for a new ticket. */
    public Ticket ticket(String userid, String password) {
        User user = users.get(userid);
        boolean known = user != null && equal(user.password(), password);
        if (!known && !userid.equals(ticketUser(password))) {
            throw Refusal.status(401, "authentication failure");
        }
        String stamp = String.format("%08X", clock.instant().getEpochSecond());
        String text = "PVE:" + userid + ":" + stamp;
        return new Ticket(userid, text + "::" + sign(text), stamp + ":" + sign(stamp + ":" + userid));
    }

    /**
     * Who asks.
     *
     * @param csrf the header {@code CSRFPreventionToken}, demanded of writes that come with a ticket
     * @param exempt whether the call needs no CSRF token (uploads)
     */
    public Identity identify(
            @Nullable String cookie,
            @Nullable String authorization,
            @Nullable String csrf,
            String method,
            boolean exempt) {
        String ticket = first(COOKIE, cookie);
        if (ticket == null) {
            ticket = first(COOKIE, authorization);
        }
        if (ticket != null) {
            String user = ticketUser(ticket);
            if (user == null) {
                throw Refusal.status(401, "permission denied - invalid PVE ticket");
            }
            if (!method.equals("GET") && !exempt && !csrfMatches(csrf, user)) {
                throw Refusal.status(401, "Permission denied - invalid csrf token");
            }
            return new Identity(user, false);
        }
        String token = first(TOKEN, authorization);
        if (token == null) {
            throw Refusal.status(401, "No ticket");
        }
        int eq = token.lastIndexOf('=');
        ApiToken known = eq < 0 ? null : tokens.get(token.substring(0, eq));
        if (known == null || !equal(known.secret(), token.substring(eq + 1))) {
            throw Refusal.status(401, "Authentication failed!");
        }
        return new Identity(known.id(), true);
    }

    private @Nullable String ticketUser(String ticket) {
        int sep = ticket.indexOf("::");
        String text = sep < 0 ? "" : ticket.substring(0, sep);
        String[] part = text.split(":", -1);
        if (part.length != 3 || !part[0].equals("PVE") || !equal(sign(text), ticket.substring(sep + 2))) {
            return null;
        }
        return fresh(part[2]) ? part[1] : null;
    }

    private boolean csrfMatches(@Nullable String csrf, String user) {
        int sep = csrf == null ? -1 : csrf.indexOf(':');
        if (csrf == null || sep < 0) {
            return false;
        }
        String stamp = csrf.substring(0, sep);
        return equal(sign(stamp + ":" + user), csrf.substring(sep + 1)) && fresh(stamp);
    }

    private boolean fresh(String hexStamp) {
        Instant made = Instant.ofEpochSecond(Long.parseLong(hexStamp.toLowerCase(Locale.ROOT), 16));
        return clock.instant().isBefore(made.plus(ticketLife));
    }

    private String sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks HmacSHA256", e);
        }
    }

    private static boolean equal(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String first(Pattern pattern, @Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher m = pattern.matcher(header);
        return m.find() ? percentDecode(m.group(1)) : null;
    }

    /** Percent-decoding that leaves {@code +} alone: a signature in base64 has it. */
    private static String percentDecode(String s) {
        return java.net.URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
