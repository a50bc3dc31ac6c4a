package io.siderite.proxmox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One configured Proxmox VE cluster, reached by any of its endpoints. Every method blocks (call it on a virtual
 * thread), never throws for what a peer may do, and answers an {@link Outcome}.
 */
public interface ProxmoxCluster {

    /** The name it has in the configuration; it stands in events and placements. */
    String name();

    /** {@code GET /version}. */
    Outcome<Version> version();

    /** {@code GET /cluster/resources}: up to about 10 s old, and may miss a VM just created. */
    Outcome<Resources> resources();

    /**
     * {@code GET /nodes}: which nodes there are and which are online. Not {@code /cluster/status}, which takes Sys.Audit
     * on {@code /}.
     */
    Outcome<List<ClusterNode>> nodes();

    /** {@code GET /cluster/nextid?vmid=N}: true when the VMID is free at this moment; reserves nothing. */
    Outcome<Boolean> isVmidFree(int vmid);

    /** {@code GET /nodes/{node}/qemu}: the VMs that the node has at this moment, as far as we may see them (VM.Audit). */
    Outcome<List<NodeVm>> vms(String node);

    /** {@code GET /nodes/{node}/qemu/{vmid}/config}: the authority on one VM. {@link Outcome.NotFound} only on a clear "does not exist". */
    Outcome<VmConfig> vmConfig(String node, int vmid);

    /** {@code GET /nodes/{node}/qemu/{vmid}/status/current}. */
    Outcome<VmStatus> vmStatus(String node, int vmid);

    /**
     * {@code POST /nodes/{node}/qemu}: the compare-and-set of a VMID.
     *
     * @param parameters as Proxmox takes them, without vmid; order is kept
     * @return the task; {@link Outcome.Exists} when the VMID is taken
     */
    Outcome<Upid> createVm(String node, int vmid, Map<String, String> parameters);

    /** {@code POST …/status/start}. */
    Outcome<Upid> startVm(String node, int vmid);

    /** {@code POST …/status/stop}: pulls the plug. */
    Outcome<Upid> stopVm(String node, int vmid);

    /** {@code PUT /nodes/{node}/qemu/{vmid}/config} with protection=0, so that it can be destroyed; done at once. */
    Outcome<Upid> liftProtection(String node, int vmid);

    /** {@code DELETE /nodes/{node}/qemu/{vmid}?purge=1}; never with destroy-unreferenced-disks. */
    Outcome<Upid> destroyVm(String node, int vmid);

    /** {@code GET /nodes/{node}/tasks/{upid}/status}. {@link Outcome.NotFound} when the node forgot the task. */
    Outcome<TaskState> task(Upid upid);

    /** {@code GET /nodes/{node}/storage}: the node's storages with content, active, enabled and sizes. */
    Outcome<List<StorageStatus>> storages(String node);

    /** {@code GET /nodes/{node}/storage/{storage}/content?content=iso}. */
    Outcome<List<IsoFile>> isos(String node, String storage);

    /** The volume ids of {@link #isos}. */
    default Outcome<List<String>> isoVolumes(String node, String storage) {
        return isos(node, storage).map(isos -> isos.stream().map(IsoFile::volid).toList());
    }

    /**
     * {@code POST /nodes/{node}/storage/{storage}/download-url} with content=iso. An existing file is refused inside
     * the task.
     *
     * @param verifyCertificates whether the node checks the server's TLS certificate
     * @param checksum what the file must have; another fails the task, and the file is removed
     */
    Outcome<Upid> downloadIso(
            String node,
            String storage,
            String filename,
            String url,
            boolean verifyCertificates,
            Optional<Checksum> checksum);

    /** The same without a checksum. */
    default Outcome<Upid> downloadIso(
            String node, String storage, String filename, String url, boolean verifyCertificates) {
        return downloadIso(node, storage, filename, url, verifyCertificates, Optional.empty());
    }

    /** {@code POST /nodes/{node}/storage/{storage}/upload} with content=iso: overwrites silently, so the name must be unique. */
    Outcome<Upid> uploadIso(String node, String storage, String filename, byte[] content);

    /**
     * The same of a file, which is never held in memory as a whole.
     *
     * @throws IOException when the file can't be read
     */
    Outcome<Upid> uploadIso(String node, String storage, String filename, Path content) throws IOException;

    /** {@code DELETE /nodes/{node}/storage/{storage}/content/{volid}}: gone already counts as done ({@link Upid#NONE}). */
    Outcome<Upid> deleteVolume(String node, String storage, String volid);

    /** {@code GET /nodes/{node}/network?type=any_bridge}. */
    Outcome<List<Bridge>> bridges(String node);

    /** {@code GET /access/permissions}: path to the privileges held there; {@link Privileges} reads it. */
    Outcome<Map<String, List<String>>> permissions();

    /**
     * {@code GET /cluster/mapping/pci} and {@code …/usb}: the resource mappings that we may see (Mapping.Audit,
     * Mapping.Use or Mapping.Modify on each).
     */
    Outcome<Mappings> mappings();

    /** {@code GET /pools}: the names of the pools that we may see (Pool.Audit on each). */
    Outcome<List<String>> pools();

    /** Whether we are configured as root@pam with a password, who alone may set what no API token may. */
    boolean rootLogin();

    /** Which storage of a node is preferred for ISOs, as configured. */
    default IsoStorage isoStorage() {
        return new IsoStorage.Any();
    }

    /** The cluster's HA manager. */
    HaManager ha();

    /** Proxmox's name for a running or ended task. */
    record Upid(String value) {
        /** No task: it was done at once, or there was nothing to do. {@link #task} answers that it succeeded. */
        public static final Upid NONE = new Upid("");

        /** The node the task runs on, the second field of the UPID; empty text where there is none. */
        public String node() {
            String[] fields = value.split(":", 3);
            return fields.length > 1 ? fields[1] : "";
        }
    }

    /** Such as {@code 9.0.3}. */
    record Version(String version, String release) {}

    /** How a task stands. */
    sealed interface TaskState {
        /** Still running. */
        record Running() implements TaskState {}

        /** Ended with {@code OK} or {@code WARNINGS: n}. */
        record Succeeded(String exitStatus) implements TaskState {}

        /** Ended otherwise; what failed, told apart as calls are. */
        record Failed(Outcome<Upid> outcome) implements TaskState {}
    }

    /** One node of a cluster. */
    record ClusterNode(String name, boolean online) {}

    /** {@code GET /cluster/resources}, sorted by kind. */
    record Resources(List<NodeResource> nodes, List<VmResource> vms, List<StorageResource> storages) {}

    /** A node; memory in bytes. {@code hastate} is empty or as Proxmox says it, such as maintenance. */
    record NodeResource(String node, boolean online, int maxCpu, long maxMemory, long memory, String haState) {}

    /** A VM (type qemu or lxc), as the whole cluster sees it; memory in bytes, {@code tags} already split. */
    record VmResource(
            int vmid,
            String node,
            String type,
            String name,
            String status,
            boolean template,
            long maxMemory,
            int maxCpu,
            List<String> tags) {}

    /** A VM as its own node lists it; {@code tags} already split. */
    record NodeVm(int vmid, String name, List<String> tags) {}

    /** A storage on one node; sizes in bytes. */
    record StorageResource(
            String node,
            String storage,
            String pluginType,
            String status,
            boolean shared,
            List<String> content,
            long max,
            long used) {}

    /** A storage as its node tells it; sizes in bytes. */
    record StorageStatus(
            String storage,
            String type,
            boolean active,
            boolean enabled,
            boolean shared,
            List<String> content,
            long total,
            long available) {}

    /**
     * An ISO.
     *
     * @param volid such as {@code local:iso/x.iso}
     * @param size bytes
     * @param createdAt when the file was last written, to the second
     */
    record IsoFile(String volid, long size, Instant createdAt) {}

    /**
     * What a downloaded file must have.
     *
     * @param algorithm md5, sha1, sha224, sha256, sha384 or sha512
     * @param value hexadecimal digits
     */
    record Checksum(String algorithm, String value) {}

    /** The name of each resource mapping to the nodes that have a device in it. */
    record Mappings(Map<String, Set<String>> pci, Map<String, Set<String>> usb) {
        public Mappings {
            pci = Map.copyOf(pci);
            usb = Map.copyOf(usb);
        }
    }

    /** A bridge; {@code mtu} is 0 when not set. */
    record Bridge(String name, boolean active, int mtu) {}

    /** {@code status/current}; {@code status} is running or stopped; {@code lock} is empty when there is none. */
    record VmStatus(String status, String lock, boolean haManaged) {
        /** Whether the VM runs. */
        public boolean running() {
            return "running".equals(status);
        }
    }

    /** A VM's configuration, key to value as Proxmox stores it. */
    record VmConfig(Map<String, String> values) {
        /** A value, or empty text. */
        public String get(String key) {
            return values.getOrDefault(key, "");
        }

        /** The SMBIOS UUID in lower case; empty text when the VM has none (yet). */
        public String uuid() {
            for (String part : get("smbios1").split(",", -1)) {
                if (part.startsWith("uuid=")) {
                    return part.substring(5).toLowerCase(java.util.Locale.ROOT);
                }
            }
            return "";
        }

        /** The tags, split. */
        public List<String> tags() {
            return java.util.Arrays.stream(get("tags").split("[;, ]"))
                    .filter(t -> !t.isEmpty())
                    .toList();
        }
    }
}
