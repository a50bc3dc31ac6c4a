package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.World.BridgeSpec;
import io.siderite.proxmoxsim.World.NodeSpec;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.params.Drives;
import io.siderite.proxmoxsim.params.VmOptions;
import java.util.Map;
import java.util.Objects;

/** What a configuration may say and still not start. */
final class StartChecks {
    private StartChecks() {}

    static void check(Cluster cluster, String node, Map<String, String> config, Task task) {
        NodeSpec host = Objects.requireNonNull(cluster.world().node(node));
        config.forEach((key, value) -> {
            if (Drives.isDrive(key)) {
                drive(cluster, node, key, Drives.parse(key, value), config, task);
            }
        });
        config.forEach((key, value) -> {
            if (key.matches("hostpci\\d+")) {
                HostDevices.pci(cluster, node, VmOptions.HOSTPCI.parseChecked(value));
                pci(VmOptions.HOSTPCI.parseChecked(value), config);
            } else if (key.matches("usb\\d+")) {
                HostDevices.usb(cluster, node, VmOptions.USB.parseChecked(value));
            }
        });
        long cpus = number(config, "sockets", 1) * number(config, "cores", 1);
        if (cpus > host.cpus()) {
            throw Refusal.because("MAX " + host.cpus() + " vcpus allowed per VM on this node");
        }
        if (config.containsKey("hugepages") && !"1".equals(config.get("numa"))) {
            throw Refusal.because("numa needs to be enabled to use hugepages at"
                    + " /usr/share/perl5/PVE/QemuServer/Memory.pm line 388.");
        }
        config.forEach((key, value) -> {
            if (key.matches("net\\d+")) {
                net(host, key, VmOptions.NET.parseChecked(value), task);
            }
        });
        if ((number(config, "memory", 512) << 20) > host.memory()) {
            task.say("kvm: cannot set up guest memory 'pc.ram': Cannot allocate memory");
            throw Refusal.because("start failed: QEMU exited with code 1");
        }
    }

    private static long number(Map<String, String> config, String key, long otherwise) {
        String v = config.get(key);
        return v == null ? otherwise : Long.parseLong(v.replaceAll("^\\w+=", ""));
    }

    private static void drive(
            Cluster cluster,
            String node,
            String key,
            Map<String, String> drive,
            Map<String, String> config,
            Task task) {
        String file = drive.getOrDefault("file", "none");
        if (Drives.volumeId(file) != null) {
            cluster.volume(node, file);
        }
        boolean single = "virtio-scsi-single".equals(config.get("scsihw"));
        if (key.startsWith("scsi") && "1".equals(drive.get("iothread")) && !single) {
            task.warn("iothread is only valid with virtio disk or virtio-scsi-single controller, ignoring");
        }
    }

    private static void pci(Map<String, String> device, Map<String, String> config) {
        String machine = config.getOrDefault("machine", "pc");
        if ("1".equals(device.get("pcie")) && !machine.contains("q35")) {
            throw Refusal.because(
                    "q35 machine model is not enabled at /usr/share/perl5/PVE/QemuServer/PCI.pm line 510.");
        }
    }

    private static void net(NodeSpec host, String key, Map<String, String> net, Task task) {
        String name = net.get("bridge");
        if (name == null) {
            return;
        }
        BridgeSpec bridge = host.bridges().stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.because("bridge '" + name + "' does not exist"));
        String mtu = net.get("mtu");
        if (mtu == null || mtu.equals("1")) {
            return;
        }
        if (!"virtio".equals(net.get("model"))) {
            task.warn("netdev " + key + ": ignoring MTU '" + mtu + "', not using VirtIO or no bridge configured.");
        } else if (Integer.parseInt(mtu) < 576) {
            throw Refusal.because("netdev " + key + ": MTU '" + mtu + "' is smaller than the IP minimum MTU '576'");
        } else if (Integer.parseInt(mtu) > bridge.mtu()) {
            throw Refusal.because("netdev " + key + ": MTU '" + mtu + "' is bigger than the bridge MTU '" + bridge.mtu()
                    + "' at /usr/share/perl5/PVE/QemuServer.pm line 1377.");
        }
    }
}
