package io.siderite.proxmox;

import io.siderite.proxmox.Outcome.Denied;
import io.siderite.proxmox.Outcome.Exists;
import io.siderite.proxmox.Outcome.Locked;
import io.siderite.proxmox.Outcome.NoCapacity;
import io.siderite.proxmox.Outcome.NotFound;
import io.siderite.proxmox.Outcome.Rejected;
import io.siderite.proxmox.Outcome.Unreachable;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Proxmox's error texts mean. The only place that matches them: real Proxmox answers nearly everything as status
 * 500 and tells the difference in words alone.
 */
final class Outcomes {

    /** The guest's configuration file, or the guest by its number. */
    private static final Pattern NO_GUEST = Pattern.compile(
            "configuration file '.*\\.conf' does not exist|unable to find configuration file for (vm|ct)"
                    + "|no such vm\\b|\\b(vm|ct|vm/ct|guest) '?\\d+'? does not exist",
            Pattern.CASE_INSENSITIVE);

    /** The task, storage, volume, HA resource, rule or group that a call names. */
    private static final Pattern NO_THING = Pattern.compile(
            "no such task|no such storage|no such resource '|no such ha (rule|group)|, not ha managed!|is not ha managed"
                    + "|ha (rule|group) '[^']*' does not exist|resource '[^']*' does not exist in cluster|(storage|volume|disk image|file) '[^']*' does not exist|volume \\S+ does not exist"
                    + "|no such logical volume",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern EXISTS = Pattern.compile(
            "already exists?\\b|file exists|already defined|refusing to override existing", Pattern.CASE_INSENSITIVE);

    private static final Pattern LOCKED = Pattern.compile(
            "detected modified configuration|can't lock file|can't a[cq]quire lock|is locked \\(|got lock request timeout|failed to obtain guest migration lock"
                    + "|-locked command timed out|error with cfs lock|unable to acquire .*lock",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NO_CAPACITY = Pattern.compile(
            "no space left|not enough free space|insufficient free space|insufficient suitable|out of space"
                    + "|free space in thin pool .* reached threshold|quota exceeded|cannot allocate memory|vcpus allowed per vm"
                    + "|pci device '[^']*' (already in use|is currently reserved)|could not find a free device for"
                    + "|storage '[^']*' is (not online|disabled|not available on node)|can't activate storage",
            Pattern.CASE_INSENSITIVE);

    /** What a node lacks that a VM needs: said by its tasks, and another node may have it. */
    private static final Pattern NOT_ON_THIS_NODE = Pattern.compile(
            "(pci|usb) device mapping (not found for|invalid)|usb mapping invalid|bridge '[^']*' does not exist"
                    + "|is bigger than the bridge mtu|hugepage allocation failed|system doesn't support hugepages"
                    + "|kvm virtualisation configured, but not available",
            Pattern.CASE_INSENSITIVE);

    /** A start that QEMU itself refused: why stands in the task's log alone. */
    private static final Pattern IN_THE_LOG = Pattern.compile("QEMU exited with code \\d+$");

    private static final Pattern DENIED = Pattern.compile(
            "permission check failed|permission denied - |^permission denied|\\bonly root(@pam)? (can|may)\\b|no permission \\(|not allowed for api token",
            Pattern.CASE_INSENSITIVE);

    /** Words about the road to the thing or the state of the cluster, not about the thing. */
    private static final Pattern UNREACHABLE = Pattern.compile(
            "no quorum|got timeout|timed out|connection (refused|reset|timed out)|no route to host|hostname lookup"
                    + "|name or service not known|unexpected status|interrupted by|proxy loop|broken pipe|too many redirections",
            Pattern.CASE_INSENSITIVE);

    /** {@code Permission check failed (/storage/local, Datastore.AllocateSpace|Datastore.Audit)}. */
    private static final Pattern MISSING_PRIVILEGE =
            Pattern.compile("Permission check failed \\((/[^,)]*), ([^)]+)\\)");

    private Outcomes() {}

    /** What a reply means that isn't a success. */
    static <T> Outcome<T> of(Reply reply) {
        String why = words(reply);
        int status = reply.status();
        if (status == 401 || status == 403) {
            return new Denied<>(advice(why, status));
        }
        if (saysNothing(status)) {
            return new Unreachable<>(status + " " + why);
        }
        Map<String, String> errors = reply.errors();
        if (EXISTS.matcher(why).find()) {
            return new Exists<>(why);
        }
        if (NO_GUEST.matcher(why).find() || NO_THING.matcher(why).find()) {
            return new NotFound<>(why);
        }
        if (status == 400 || !errors.isEmpty()) {
            return new Rejected<>(why, errors);
        }
        if (status >= 500 && bare(reply)) {
            return new Unreachable<>(status + " " + why + ", without a reason");
        }
        return ofText(why, status);
    }

    /** What the exit status of a failed task means: a missing guest is NotFound, a missing thing it needed is Rejected. */
    static <T> Outcome<T> ofExit(String exitStatus) {
        if (EXISTS.matcher(exitStatus).find()) {
            return new Exists<>(exitStatus);
        }
        if (NO_GUEST.matcher(exitStatus).find()) {
            return new NotFound<>(exitStatus);
        }
        return NOT_ON_THIS_NODE.matcher(exitStatus).find() ? new NoCapacity<>(exitStatus) : ofText(exitStatus, 500);
    }

    /** Whether a task's exit status leaves out what went wrong, which its log says. */
    static boolean isToldInTheLog(String exitStatus) {
        return IN_THE_LOG.matcher(exitStatus).find();
    }

    private static <T> Outcome<T> ofText(String why, int status) {
        if (LOCKED.matcher(why).find()) {
            return new Locked<>(why);
        }
        if (NO_CAPACITY.matcher(why).find()) {
            return new NoCapacity<>(why);
        }
        if (DENIED.matcher(why).find()) {
            return new Denied<>(advice(why, status));
        }
        if (UNREACHABLE.matcher(why).find()) {
            return new Unreachable<>(why);
        }
        return new Rejected<>(why, Map.of());
    }

    /** The statuses of a proxy that got no answer: 595 to 599 are pveproxy's own, 502 to 504 those of one before it. */
    static boolean saysNothing(int status) {
        return (status >= 595 && status <= 599) || (status >= 502 && status <= 504) || status == 408 || status == 429;
    }

    /** 595: the connection to the node never stood, so nothing was sent there. */
    static boolean nothingSent(int status) {
        return status == 595;
    }

    private static boolean bare(Reply reply) {
        return reply.body().path("message").asText("").isBlank()
                && (reply.reason().isEmpty() || reply.reason().equalsIgnoreCase("Internal Server Error"));
    }

    private static String words(Reply reply) {
        StringBuilder words = new StringBuilder(reply.text().isEmpty() ? "no reason given" : reply.text());
        reply.errors()
                .forEach((parameter, what) ->
                        words.append(words.indexOf(what) >= 0 ? "" : " (" + parameter + ": " + what + ")"));
        return words.toString();
    }

    private static String advice(String why, int status) {
        if (status == 401) {
            return why + ": check the token (id, secret, expiry) or the user and password";
        }
        Matcher missing = MISSING_PRIVILEGE.matcher(why);
        if (missing.find()) {
            return why + ": give the token or its user " + missing.group(2) + " on " + missing.group(1);
        }
        // Creating a VM without VM.Allocate is refused with these words alone.
        if (why.endsWith("Permission check failed")) {
            return why + ": Proxmox does not say which privilege it is; siderite check lists those that are missing";
        }
        return why.contains("only root")
                ? why + ": use a resource mapping, or log in as root@pam with its password"
                : why;
    }
}
