package io.siderite.proxmoxsim.ha;

import io.siderite.proxmoxsim.params.Lists;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the HA manager has been told, and how far it has come. All access is under the cluster's monitor. */
public final class HaConfig {
    private final Sections resources = new Sections();
    private final Sections rules = new Sections();
    private final Sections groups = new Sections();
    private final Map<String, String> states = new TreeMap<>();

    /** By sid, such as {@code vm:100}. */
    public Sections resources() {
        return resources;
    }

    /** Release 9. */
    public Sections rules() {
        return rules;
    }

    /** Release 8. */
    public Sections groups() {
        return groups;
    }

    public static String sid(int vmid) {
        return "vm:" + vmid;
    }

    /** Whether a VM is a resource, an ignored one too. */
    public boolean configured(int vmid) {
        return resources.has(sid(vmid));
    }

    /** Whether a VM is left to the HA manager: an ignored resource isn't. */
    public boolean manages(int vmid) {
        return configured(vmid) && !requested(sid(vmid)).equals("ignored");
    }

    /** The state that is asked for of a resource. */
    public String requested(String sid) {
        Map<String, String> resource = resources.find(sid);
        String state = resource == null ? "ignored" : resource.getOrDefault("state", "started");
        return state.equals("enabled") ? "started" : state;
    }

    /** Asks for a state. */
    public void request(String sid, String state) {
        Map<String, String> resource = resources.find(sid);
        if (resource != null) {
            resource.put("state", state);
        }
    }

    /** A number among a resource's options. */
    public int number(String sid, String option, int otherwise) {
        Map<String, String> resource = resources.find(sid);
        String value = resource == null ? null : resource.get(option);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    /** Removes a resource; with {@code purge} from the rules too, of which those without any resource go. */
    public void remove(String sid, boolean purge) {
        resources.remove(sid);
        states.remove(sid);
        if (!purge) {
            return;
        }
        for (String id : rules.ids()) {
            Map<String, String> rule = rules.find(id);
            if (rule != null) {
                Set<String> left = members(rule);
                left.remove(sid);
                rule.put("resources", String.join(",", left));
                if (left.isEmpty()) {
                    rules.remove(id);
                }
            }
        }
    }

    /** The sids of a rule; may be changed without changing the rule. */
    static Set<String> members(Map<String, String> rule) {
        return new LinkedHashSet<>(Lists.split(rule.getOrDefault("resources", "")));
    }

    /** What the manager last said of a resource; null before it has looked at it. */
    public @Nullable String state(String sid) {
        return states.get(sid);
    }

    void state(String sid, String state) {
        states.put(sid, state);
    }

    void forget(String sid) {
        states.remove(sid);
    }

    /** How a resource stands, in words for people. */
    public String spoken(String sid) {
        String wanted = requested(sid);
        String now = state(sid);
        if (wanted.equals("ignored")) {
            return "ignored";
        } else if (now == null) {
            return "queued";
        } else if (now.equals("stopped")) {
            return wanted.equals("started") ? "starting" : wanted;
        } else if (now.equals("started") && !wanted.equals("started")) {
            return "stopping";
        } else if (now.equals("error") && wanted.equals("disabled")) {
            return "clearing error flag";
        }
        return now;
    }
}
