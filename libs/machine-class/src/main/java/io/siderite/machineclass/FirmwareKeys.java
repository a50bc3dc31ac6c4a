package io.siderite.machineclass;

import static io.siderite.machineclass.Key.optional;

import io.siderite.machineclass.MachineClass.Efi;
import io.siderite.machineclass.MachineClass.Firmware;
import io.siderite.machineclass.MachineClass.Tpm;
import io.siderite.machineclass.Type.Block;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Subject;
import io.siderite.machineclass.Type.Switch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the machine boots with. */
final class FirmwareKeys {

    static final Key MACHINE_TYPE = optional(
            "machine_type",
            new Choice(List.of("q35", "i440fx"), Map.of("pc", "i440fx")),
            "Chipset; q35 for PCIe passthrough. Absent: i440fx, with `secure_boot` q35.",
            "`machine` (i440fx is Proxmox's `pc`)");
    static final Key BIOS = optional(
            "bios",
            new Choice("seabios", "ovmf"),
            "Firmware; ovmf is UEFI and gets an EFI disk. Absent: seabios, with `secure_boot` ovmf.",
            "`bios`");
    static final Key EFI_KEYS = optional(
            "pre_enrolled_keys",
            new Switch(),
            false,
            "Microsoft's keys are in it from the start, and secure boot is on: Talos, signed with other keys, does not boot then.",
            "`efidisk0` `pre-enrolled-keys`");
    static final Key EFI_SELECTOR = optional(
            "storage_selector",
            new Selector(Subject.STORAGE),
            "Which storages may hold it and the TPM's state; absent: where the system disk is.",
            "the choice of a storage");
    static final Key EFI =
            optional("efi", new Block(List.of(EFI_KEYS, EFI_SELECTOR)), "The disk of UEFI's variables.", "`efidisk0`");
    static final Key TPM_VERSION =
            optional("version", new Choice("v2.0", "v1.2"), "v2.0", "Version of the TPM.", "`tpmstate0` `version`");
    static final Key TPM =
            optional("tpm", new Block(List.of(TPM_VERSION)), "A TPM, its state beside the EFI disk.", "`tpmstate0`");
    static final Key SECURE_BOOT = optional(
            "secure_boot",
            new Switch(),
            false,
            "Boots Talos's signed image, with ovmf, q35, an EFI disk without keys and a TPM v2.0: all of that is implied.",
            "the boot image, `bios`, `machine`, `efidisk0`, `tpmstate0`");
    static final Key TALOS_ARCH = optional(
            "talos_arch",
            new Choice("amd64", "arm64"),
            "amd64",
            "Architecture of the boot image; nodes of that architecture are chosen by `node_selector` or `node`.",
            "the boot image");

    static final List<Key> KEYS = List.of(MACHINE_TYPE, BIOS, EFI, TPM, SECURE_BOOT, TALOS_ARCH);

    private FirmwareKeys() {}

    static Firmware read(Values top) {
        boolean secure = top.on(SECURE_BOOT);
        var bios = bios(top);
        var efi = top.block(EFI)
                .map(block -> new Efi(block.on(EFI_KEYS), DiskKeys.storages(block, EFI_SELECTOR)))
                .or(() -> bios.equals("ovmf") ? Optional.of(new Efi(false, Optional.empty())) : Optional.empty());
        var tpm = top.block(TPM)
                .map(block -> new Tpm(block.text(TPM_VERSION)))
                .or(() -> secure ? Optional.of(new Tpm("v2.0")) : Optional.empty());
        return new Firmware(machineType(top), bios, efi, tpm, secure, top.text(TALOS_ARCH));
    }

    /** What is absent is what secure boot needs, else the default. */
    static String machineType(Values top) {
        return top.given(MACHINE_TYPE).orElse(top.on(SECURE_BOOT) ? "q35" : "i440fx");
    }

    static String bios(Values top) {
        return top.given(BIOS).orElse(top.on(SECURE_BOOT) ? "ovmf" : "seabios");
    }
}
