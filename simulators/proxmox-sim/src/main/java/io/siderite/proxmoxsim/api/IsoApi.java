package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Storage;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.model.Volume;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Getting ISOs onto a storage: by upload, or by letting the node download them. */
final class IsoApi {
    /** ISOs up to this size are kept, for guests to read; of bigger ones only the size. */
    private static final int KEPT = 16 * 1024 * 1024;

    private static final Schema COMMON = new Schema(Map.of())
            .and("content", Property.oneOf("iso", "vztmpl", "import").required())
            .and("filename", Property.text().length(255).required())
            .and("checksum", Property.text().requires("checksum-algorithm"))
            .and(
                    "checksum-algorithm",
                    Property.oneOf("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
                            .requires("checksum"));

    private IsoApi() {}

    static List<Route> routes() {
        Route.Need allocate = Route.Need.all("/storage/{storage}", "Datastore.AllocateTemplate");
        return List.of(
                Route.of("POST", "/nodes/{node}/storage/{storage}/upload", allocate, COMMON, IsoApi::upload),
                Route.of(
                        "POST",
                        "/nodes/{node}/storage/{storage}/download-url",
                        allocate,
                        COMMON.and(
                                        "url",
                                        Property.text().matching("https?://.*").required())
                                .and("verify-certificates", Property.bool())
                                .and("compression", Property.oneOf("gz", "lzo", "zst", "bz2")),
                        IsoApi::download));
    }

    private static Object upload(Call c) {
        Storage s = c.cluster().storage(c.node(), c.param("storage"));
        if (!s.spec().fileBased()) {
            throw Refusal.because("can't upload to storage type '" + s.spec().type() + "'");
        }
        byte[] file = c.file();
        if (file == null) {
            throw Refusal.because("missing temporary file name");
        }
        String filename = isoName(c);
        if (!s.spec().content().contains(c.param("content"))) {
            throw Refusal.because(
                    "storage '" + s.spec().id() + "' does not support '" + c.param("content") + "' content");
        }
        String checksum = c.optional("checksum");
        return c.tasks().start(c.node(), "imgcopy", "", c.user(), task -> {
            task.say("starting file import from: /var/tmp/pveupload");
            if (checksum != null) {
                verify(file, c.param("checksum-algorithm"), checksum);
            }
            c.cluster().pace().take(c.cluster().pace().times().transferOf(file.length));
            task.say("target node: " + c.node());
            task.say("target file: " + s.path("iso/" + filename));
            task.say("file size is: " + file.length);
            store(s, filename, file);
            task.say("finished file import successfully");
        });
    }

    private static Object download(Call c) {
        String node = "/nodes/" + c.node();
        boolean old = c.may("/", "Sys.Audit") && c.may("/", "Sys.Modify");
        if (!old && !c.may(node, "Sys.AccessNetwork")) {
            throw Refusal.permission("");
        }
        Storage s = c.cluster().storage(c.node(), c.param("storage"));
        if (!s.spec().fileBased()) {
            throw Refusal.because("can't upload to storage type '" + s.spec().type() + "', not a file based storage!");
        }
        if (!s.spec().content().contains(c.param("content"))) {
            throw Refusal.because(
                    "storage '" + s.spec().id() + "' is not configured for content-type '" + c.param("content") + "'");
        }
        String filename = isoName(c);
        return c.tasks()
                .start(c.node(), "download", filename.replace(":", "_"), c.user(), task -> fetch(c, s, filename, task));
    }

    private static void fetch(Call c, Storage s, String filename, Task task) throws InterruptedException {
        String url = c.param("url");
        String path = s.path("iso/" + filename);
        String checksum = c.optional("checksum");
        task.say("downloading " + url + " to " + path);
        Volume there = s.volume("iso/" + filename);
        if (there != null) {
            byte[] content = there.content();
            if (checksum == null || content == null) {
                throw Refusal.because("refusing to override existing file '" + path + "'");
            }
            String got = digest(content, c.param("checksum-algorithm"));
            if (!got.equalsIgnoreCase(checksum)) {
                throw Refusal.because("checksum mismatch: got '" + got + "' != expect '" + checksum + "', aborting");
            }
            task.say("OK, got correct file already, no need to download");
            return;
        }
        boolean verify = !"0".equals(c.optional("verify-certificates"));
        byte[] file = Wget.get(url, c.cluster().world().trusted(), verify);
        c.cluster().pace().take(c.cluster().pace().times().transferOf(file.length));
        if (checksum != null) {
            verify(file, c.param("checksum-algorithm"), checksum);
            task.say("calculating checksum...OK, checksum verified");
        }
        store(s, filename, file);
        task.say("download of '" + url + "' to '" + path + "' finished");
    }

    /** The name as Proxmox makes it harmless; refused when it is none of an ISO. */
    private static String isoName(Call c) {
        if (!c.param("content").equals("iso")) {
            throw Refusal.parameter("content", "upload content type '" + c.param("content") + "' not allowed");
        }
        String name = c.param("filename").replaceAll("^.*[/\\\\]", "").replaceAll("[^a-zA-Z0-9_.-]", "_");
        if (!name.toLowerCase(Locale.ROOT).matches(".+\\.(?:iso|img)")) {
            throw Refusal.parameter("filename", "wrong file extension");
        }
        return name;
    }

    private static void store(Storage s, String filename, byte[] file) {
        if (file.length > s.spec().total() - s.used()) {
            throw Refusal.because(
                    "import failed: cp: error writing '" + s.path("iso/" + filename) + "': No space left on device");
        }
        s.put(new Volume(
                "iso/" + filename, null, "iso", file.length, Instant.now(), file.length <= KEPT ? file : null));
    }

    private static void verify(byte[] file, String algorithm, String expected) {
        String got = digest(file, algorithm);
        if (!got.equalsIgnoreCase(expected)) {
            throw Refusal.because("checksum mismatch: got '" + got + "' != expect '" + expected + "'");
        }
    }

    private static String digest(byte[] file, String algorithm) {
        try {
            String name = algorithm.replaceFirst("sha", "SHA-").toUpperCase(Locale.ROOT);
            return HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("an algorithm of the schema that Java lacks: " + algorithm, e);
        }
    }
}
