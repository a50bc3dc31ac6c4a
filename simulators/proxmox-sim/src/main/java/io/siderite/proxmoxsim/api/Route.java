package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.params.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One method of the API.
 *
 * @param template such as {@code /nodes/{node}/qemu/{vmid}}; its variables are parameters too
 * @param need what the caller must have; null when the method looks itself
 */
record Route(
        String method,
        String template,
        Pattern pattern,
        @Nullable Need need,
        Schema schema,
        Handler handler) {

    /** What stands behind it. */
    @FunctionalInterface
    interface Handler {
        @Nullable
        Object handle(Call call);
    }

    /** Privileges on a path, that may have variables of the template: all of them, or any. */
    record Need(String path, List<String> privileges, boolean any) {
        static Need all(String path, String... privileges) {
            return new Need(path, List.of(privileges), false);
        }

        static Need any(String path, String... privileges) {
            return new Need(path, List.of(privileges), true);
        }
    }

    static Route of(String method, String template, @Nullable Need need, Schema schema, Handler handler) {
        String regex = template.replaceAll("\\{volume}", "(?<volume>.+)").replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)");
        return new Route(method, template, Pattern.compile(regex), need, schema, handler);
    }

    /** The variables of a path that this route matches, else null. */
    @Nullable
    Map<String, String> match(String verb, String path) {
        Matcher m = pattern.matcher(path);
        if (!verb.equals(method) || !m.matches()) {
            return null;
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : names()) {
            variables.put(name, m.group(name));
        }
        return variables;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        Matcher m = Pattern.compile("\\{(\\w+)}").matcher(template);
        while (m.find()) {
            names.add(m.group(1));
        }
        return names;
    }

    /** Checks the caller's privileges. */
    void authorize(Call call) {
        if (need == null) {
            return;
        }
        String path = need.path();
        for (String name : names()) {
            path = path.replace("{" + name + "}", call.param(name));
        }
        if (need.any()) {
            call.needAny(path, need.privileges());
        } else {
            call.need(path, need.privileges().toArray(String[]::new));
        }
    }
}
