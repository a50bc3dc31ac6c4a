package io.siderite.provisioner.testing;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.Outcome.NotFound;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.TaskState.Failed;
import io.siderite.proxmox.ProxmoxCluster.TaskState.Running;
import io.siderite.proxmox.ProxmoxCluster.TaskState.Succeeded;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A Proxmox of three nodes in virtual time that goes wrong by a seed: the process dies before or after a call, answers
 * are lost, tasks fail, fail after having worked, or are forgotten, locks are held, storages are full.
 */
public final class FakeProxmox implements ProxmoxCluster {

    private record FakeVm(String node, Map<String, String> config, boolean running, boolean creating) {
        FakeVm running(boolean yes) {
            return new FakeVm(node, config, yes, creating);
        }
    }

    private record Task(Instant ends, Outcome<Upid> end, Runnable work) {}

    private final VirtualClock clock;
    private final Random random;
    private final Map<Integer, FakeVm> vms = new TreeMap<>();
    private final Set<String> isos = new TreeSet<>();
    private final Map<String, Task> tasks = new HashMap<>();
    private final FakeHa ha = new FakeHa(new Unreliable(), this::exists);
    private final List<Task> pending = new ArrayList<>();
    private final Map<String, Instant> written = new HashMap<>();
    private final Set<String> shared = new HashSet<>();
    private final Set<String> offline = new HashSet<>();
    private Map<String, List<String>> permissions = Map.of("/vms", List.of("VM.Audit"));
    private boolean failing;
    private boolean hanging;
    private Outcome<Mappings> mappings = new Done<>(new Mappings(Map.of(), Map.of()));
    private Outcome<List<String>> pools = new Done<>(List.of());
    private List<StorageStatus> storages = List.of();
    private Optional<Outcome<Upid>> startAnswer = Optional.empty();
    private final List<VmResource> listed = new ArrayList<>();
    private int asked;
    private boolean kind;
    private int count;
    private int downloads;

    public FakeProxmox(VirtualClock clock, long seed) {
        this.clock = clock;
        this.random = new Random(seed);
    }

    /** From now on nothing goes wrong. */
    public void beKind() {
        kind = true;
    }

    /** From now on things go wrong again. */
    public void beUnkind() {
        kind = false;
    }

    /** From now on nodes share that storage. */
    public void share(String storage) {
        shared.add(storage);
    }

    /** A node is switched off. */
    public void switchOff(String node) {
        offline.add(node);
    }

    /** A node is switched on again. */
    public void switchOn(String node) {
        offline.remove(node);
    }

    /** What we may from now on. */
    public void permit(Map<String, List<String>> held) {
        permissions = held;
    }

    /** From now on the image factory has nothing. */
    public void failDownloads(boolean yes) {
        failing = yes;
    }

    /** From now on downloads never end. */
    public void hangDownloads(boolean yes) {
        hanging = yes;
    }

    /** Somebody puts an ISO on a storage. */
    public void putIso(String node, String storage, String filename) {
        String iso = at(node, storage) + ":" + storage + ":iso/" + filename;
        isos.add(iso);
        written.put(iso, clock.instant());
    }

    private String at(String node, String storage) {
        return shared.contains(storage) ? "*" : node;
    }

    private List<String> storageNames() {
        return Stream.concat(Stream.of("local"), shared.stream()).distinct().toList();
    }

    /** From now on every start is answered by this; empty: VMs start. */
    public void answerStarts(Optional<Outcome<Upid>> answer) {
        startAnswer = answer;
    }

    /** From now on the cluster's list has this one too. */
    public void list(VmResource resource) {
        listed.add(resource);
    }

    /** Somebody pulls a VM's plug. */
    public void halt(int vmid) {
        vms.computeIfPresent(vmid, (_, vm) -> vm.running(false));
    }

    /** Somebody removes all ISOs. */
    public void removeIsos() {
        isos.clear();
    }

    /** What is answered of resource mappings and of pools. */
    public void answer(Outcome<Mappings> ofMappings, Outcome<List<String>> ofPools) {
        mappings = ofMappings;
        pools = ofPools;
    }

    /** How often mappings were asked for. */
    public int askedForMappings() {
        return asked;
    }

    /** The storages of each node, with what is free of them. */
    public void storages(Map<String, Long> free) {
        storages = free.entrySet().stream()
                .map(s -> new StorageStatus(
                        s.getKey(), "lvmthin", true, true, false, List.of("images"), s.getValue(), s.getValue()))
                .toList();
    }

    public int downloads() {
        return downloads;
    }

    /** VMIDs of the VMs with that UUID. */
    public List<Integer> vmsOf(String uuid) {
        settle();
        return vms.entrySet().stream()
                .filter(e -> new VmConfig(e.getValue().config()).uuid().equals(uuid))
                .map(Map.Entry::getKey)
                .toList();
    }

    public boolean runs(int vmid) {
        settle();
        FakeVm vm = vms.get(vmid);
        return vm != null && vm.running();
    }

    public boolean exists(int vmid) {
        return vms.containsKey(vmid);
    }

    public boolean hasIso(String filename) {
        settle();
        return isos.stream().anyMatch(iso -> iso.endsWith("/" + filename));
    }

    /** Somebody else's VM. */
    public void foreign(int vmid) {
        vms.put(vmid, new FakeVm("pve1", Map.of("name", "theirs", "smbios1", "uuid=theirs"), true, false));
    }

    /** Somebody clones a VM: tags and description come with it, the UUID is new. */
    public void clone(int vmid, int copy) {
        change(vmid, copy, "smbios1", "uuid=" + UUID.nameUUIDFromBytes(new byte[] {1}));
    }

    /** Somebody restores a backup of a VM beside it: everything is the same. */
    public void restore(int vmid, int copy) {
        vms.put(copy, Objects.requireNonNull(vms.get(vmid), "no such VM"));
    }

    /** HA, or a person, moves a VM. */
    public void move(int vmid, String node) {
        settle();
        FakeVm vm = Objects.requireNonNull(vms.get(vmid), "no such VM");
        vms.put(vmid, new FakeVm(node, vm.config(), vm.running(), vm.creating()));
    }

    /** Somebody edits a VM. */
    public void edit(int vmid, String key, String value) {
        change(vmid, vmid, key, value);
    }

    private void change(int vmid, int into, String key, String value) {
        settle();
        FakeVm vm = Objects.requireNonNull(vms.get(vmid), "no such VM");
        Map<String, String> config = new HashMap<>(vm.config());
        config.put(key, value);
        vms.put(into, new FakeVm(vm.node(), config, vm.running(), vm.creating()));
    }

    private boolean chance(double p) {
        return !kind && random.nextDouble() < p;
    }

    private void maybeDie() {
        if (chance(0.04)) {
            throw new Crash();
        }
    }

    private <T> Outcome<T> asked(Outcome<T> answer) {
        settle();
        maybeDie();
        return chance(0.05) ? new Outcome.Unreachable<>("no answer") : answer;
    }

    private void settle() {
        List<Task> ended = pending.stream()
                .filter(task -> !task.ends().isAfter(clock.instant()))
                .toList();
        pending.removeAll(ended);
        ended.forEach(task -> task.work().run());
    }

    private Outcome<Upid> task(String node, String type, Runnable work, Runnable undo) {
        return task(node, type, work, undo, new Done<>(Upid.NONE));
    }

    private Outcome<Upid> task(String node, String type, Runnable work, Runnable undo, Outcome<Upid> aim) {
        Upid upid = new Upid("UPID:%s:%08X:%08X:%08X:%s::root@pam:"
                .formatted(node, count++, 0, clock.instant().getEpochSecond(), type));
        Outcome<Upid> end = aim;
        Runnable atEnd = work;
        if (chance(0.06)) {
            end = new Outcome.Locked<>("can't lock file - got timeout");
            atEnd = undo;
        } else if (chance(0.04)) {
            // It failed, they say; and yet it worked.
            end = new Outcome.Rejected<>("failed", Map.of());
        }
        Task task = new Task(clock.instant().plus(lasts(type)), end, atEnd);
        pending.add(task);
        if (!chance(0.05)) {
            tasks.put(upid.value(), task);
        }
        maybeDie();
        return chance(0.05) ? new Outcome.Unreachable<>("the answer was lost") : new Done<>(upid);
    }

    private Duration lasts(String type) {
        if (type.equals("download") && hanging) {
            return Duration.ofDays(1);
        }
        return Duration.ofMillis(type.equals("imgcopy") ? 100 : 100 + random.nextInt(3000));
    }

    @Override
    public String name() {
        return "home";
    }

    @Override
    public Outcome<List<ClusterNode>> nodes() {
        return asked(new Done<>(Stream.of("pve1", "pve2", "pve3")
                .map(node -> new ClusterNode(node, !offline.contains(node)))
                .toList()));
    }

    @Override
    public Outcome<List<NodeVm>> vms(String node) {
        settle();
        return asked(new Done<>(vms.entrySet().stream()
                .filter(e -> e.getValue().node().equals(node))
                .map(e -> new NodeVm(e.getKey(), name(e.getValue()), tags(e.getValue())))
                .toList()));
    }

    private static String name(FakeVm vm) {
        return vm.config().getOrDefault("name", "");
    }

    private static List<String> tags(FakeVm vm) {
        return new VmConfig(vm.config()).tags();
    }

    @Override
    public Outcome<VmConfig> vmConfig(String node, int vmid) {
        settle();
        FakeVm vm = vms.get(vmid);
        if (vm == null || !vm.node().equals(node)) {
            return asked(new NotFound<>("Configuration file does not exist"));
        }
        return asked(new Done<>(new VmConfig(vm.creating() ? Map.of("lock", "create") : vm.config())));
    }

    @Override
    public Outcome<VmStatus> vmStatus(String node, int vmid) {
        settle();
        FakeVm vm = vms.get(vmid);
        return asked(
                vm == null || !vm.node().equals(node)
                        ? new NotFound<>("does not exist")
                        : new Done<>(new VmStatus(vm.running() ? "running" : "stopped", "", ha.manages(vmid))));
    }

    @Override
    public Outcome<Upid> createVm(String node, int vmid, Map<String, String> parameters) {
        settle();
        maybeDie();
        if (vms.containsKey(vmid)) {
            return new Outcome.Exists<>("VM " + vmid + " already exists");
        }
        if (chance(0.05)) {
            return new Outcome.NoCapacity<>("no space left");
        }
        if (chance(0.02)) {
            // Somebody tidies up just now.
            isos.removeIf(iso -> !iso.contains("cidata"));
        }
        for (String drive : List.of("ide0", "ide2")) {
            String[] volume = parameters.getOrDefault(drive, "").split("[:,]");
            if (volume.length > 1 && !isos.contains(at(node, volume[0]) + ":" + volume[0] + ":" + volume[1])) {
                return new Outcome.Rejected<>("volume '" + volume[0] + ":" + volume[1] + "' does not exist", Map.of());
            }
        }
        vms.put(vmid, new FakeVm(node, Map.of(), false, true));
        return task(
                node,
                "qmcreate",
                () -> vms.put(vmid, new FakeVm(node, parameters, false, false)),
                () -> vms.remove(vmid));
    }

    @Override
    public Outcome<Upid> startVm(String node, int vmid) {
        settle();
        maybeDie();
        if (startAnswer.isPresent()) {
            return startAnswer.get();
        }
        return onVm(node, vmid, "qmstart", () -> vms.computeIfPresent(vmid, (_, vm) -> vm.running(true)));
    }

    @Override
    public Outcome<Upid> stopVm(String node, int vmid) {
        settle();
        maybeDie();
        if (ha.manages(vmid)) {
            // It answers before anything was stopped, and HA may start it again.
            return new Done<>(Upid.NONE);
        }
        return onVm(node, vmid, "qmstop", () -> vms.computeIfPresent(vmid, (_, vm) -> vm.running(false)));
    }

    @Override
    public Outcome<Upid> destroyVm(String node, int vmid) {
        settle();
        maybeDie();
        FakeVm vm = vms.get(vmid);
        if (vm != null && vm.running()) {
            return new Outcome.Rejected<>("VM is running - destroy failed", Map.of());
        }
        if (vm != null && vm.config().getOrDefault("protection", "0").equals("1")) {
            return new Outcome.Rejected<>("can't remove VM " + vmid + " - protection mode enabled", Map.of());
        }
        return onVm(node, vmid, "qmdestroy", () -> {
            vms.remove(vmid);
            ha.purge("vm:" + vmid);
        });
    }

    @Override
    public Outcome<Upid> liftProtection(String node, int vmid) {
        settle();
        maybeDie();
        FakeVm vm = vms.get(vmid);
        if (vm == null || !vm.node().equals(node)) {
            return new NotFound<>("Configuration file does not exist");
        }
        change(vmid, vmid, "protection", "0");
        return asked(new Done<>(Upid.NONE));
    }

    private Outcome<Upid> onVm(String node, int vmid, String type, Runnable work) {
        FakeVm vm = vms.get(vmid);
        if (vm == null || !vm.node().equals(node)) {
            return new NotFound<>("Configuration file does not exist");
        }
        return task(node, type, work, () -> {});
    }

    @Override
    public Outcome<TaskState> task(Upid upid) {
        settle();
        Task task = tasks.get(upid.value());
        if (task == null) {
            return asked(new NotFound<>("no such task"));
        }
        if (task.ends().isAfter(clock.instant())) {
            return asked(new Done<>(new Running()));
        }
        return asked(new Done<>(task.end() instanceof Done<Upid> ? new Succeeded("OK") : new Failed(task.end())));
    }

    @Override
    public Outcome<List<IsoFile>> isos(String node, String storage) {
        settle();
        String place = at(node, storage) + ":";
        return asked(new Done<>(isos.stream()
                .filter(iso -> iso.startsWith(place + storage + ":"))
                .map(iso -> new IsoFile(iso.substring(place.length()), 1, written.getOrDefault(iso, Instant.EPOCH)))
                .toList()));
    }

    @Override
    public Outcome<Upid> downloadIso(
            String node, String storage, String filename, String url, boolean verify, Optional<Checksum> checksum) {
        settle();
        maybeDie();
        downloads++;
        if (failing) {
            return task(node, "download", () -> {}, () -> {}, new Outcome.Rejected<>("404 Not Found", Map.of()));
        }
        return task(node, "download", () -> putIso(node, storage, filename), () -> {});
    }

    @Override
    public Outcome<Upid> uploadIso(String node, String storage, String filename, byte[] content) {
        settle();
        maybeDie();
        return task(node, "imgcopy", () -> putIso(node, storage, filename), () -> {});
    }

    @Override
    public Outcome<Upid> uploadIso(String node, String storage, String filename, Path content) {
        return uploadIso(node, storage, filename, new byte[0]);
    }

    @Override
    public Outcome<Upid> deleteVolume(String node, String storage, String volid) {
        settle();
        maybeDie();
        return task(node, "imgdel", () -> isos.remove(at(node, storage) + ":" + volid), () -> {});
    }

    @Override
    public Outcome<Version> version() {
        return asked(new Done<>(new Version("9.0.3", "9.0")));
    }

    @Override
    public Outcome<Resources> resources() {
        settle();
        return asked(new Done<>(new Resources(
                List.of(),
                Stream.concat(
                                listed.stream(),
                                vms.entrySet().stream()
                                        .map(e -> new VmResource(
                                                e.getKey(),
                                                e.getValue().node(),
                                                "qemu",
                                                name(e.getValue()),
                                                e.getValue().running() ? "running" : "stopped",
                                                false,
                                                0,
                                                0,
                                                tags(e.getValue()))))
                        .toList(),
                Stream.of("pve1", "pve2", "pve3")
                        .flatMap(node -> storageNames().stream()
                                .map(name -> new StorageResource(
                                        node,
                                        name,
                                        "dir",
                                        "available",
                                        shared.contains(name),
                                        List.of("iso"),
                                        100,
                                        50)))
                        .toList())));
    }

    @Override
    public Outcome<Boolean> isVmidFree(int vmid) {
        return asked(new Done<>(!vms.containsKey(vmid)));
    }

    @Override
    public Outcome<List<StorageStatus>> storages(String node) {
        Stream<StorageStatus> ofIsos = storageNames().stream()
                .map(name ->
                        new StorageStatus(name, "dir", true, true, shared.contains(name), List.of("iso"), 100, 50));
        return asked(new Done<>(Stream.concat(ofIsos, storages.stream()).toList()));
    }

    @Override
    public Outcome<List<Bridge>> bridges(String node) {
        return asked(new Done<>(List.of()));
    }

    @Override
    public Outcome<Map<String, List<String>>> permissions() {
        return asked(new Done<>(permissions));
    }

    @Override
    public Outcome<Mappings> mappings() {
        asked++;
        return asked(mappings);
    }

    @Override
    public Outcome<List<String>> pools() {
        return asked(pools);
    }

    @Override
    public boolean rootLogin() {
        return false;
    }

    @Override
    public FakeHa ha() {
        return ha;
    }

    private final class Unreliable implements FakeHa.Trouble {
        @Override
        public <T> Outcome<T> with(Supplier<Outcome<T>> call) {
            settle();
            maybeDie();
            Outcome<T> answer = call.get();
            maybeDie();
            return chance(0.05) ? new Outcome.Unreachable<>("the answer was lost") : answer;
        }
    }
}
