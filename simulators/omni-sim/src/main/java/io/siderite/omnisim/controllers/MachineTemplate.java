package io.siderite.omnisim.controllers;

import io.siderite.proto.specs.GrpcTunnelMode;
import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.MetaValue;
import io.siderite.proto.specs.Overlay;
import java.util.List;
import java.util.Map;

/**
 * What a machine set asks of each of its machines, beside the class.
 *
 * @param talosVersion without a leading v
 * @param metaValues Talos META values by key
 * @param overlay the overlay's name; empty for none
 * @param overlayImage the overlay's image; empty for none
 */
public record MachineTemplate(
        String talosVersion,
        List<String> extensions,
        List<String> kernelArgs,
        Map<Integer, String> metaValues,
        String overlay,
        String overlayImage,
        GrpcTunnelMode grpcTunnel) {

    public MachineTemplate {
        extensions = List.copyOf(extensions);
        kernelArgs = List.copyOf(kernelArgs);
        metaValues = Map.copyOf(metaValues);
    }

    /** Plain Talos of this version. */
    public static MachineTemplate talos(String version) {
        return new MachineTemplate(version, List.of(), List.of(), Map.of(), "", "", GrpcTunnelMode.UNSET);
    }

    public MachineTemplate withExtensions(String... names) {
        return new MachineTemplate(
                talosVersion, List.of(names), kernelArgs, metaValues, overlay, overlayImage, grpcTunnel);
    }

    public MachineTemplate withKernelArgs(String... args) {
        return new MachineTemplate(
                talosVersion, extensions, List.of(args), metaValues, overlay, overlayImage, grpcTunnel);
    }

    public MachineTemplate withMetaValue(int key, String value) {
        return new MachineTemplate(
                talosVersion, extensions, kernelArgs, Map.of(key, value), overlay, overlayImage, grpcTunnel);
    }

    public MachineTemplate withOverlay(String name, String image) {
        return new MachineTemplate(talosVersion, extensions, kernelArgs, metaValues, name, image, grpcTunnel);
    }

    public MachineTemplate withGrpcTunnel(GrpcTunnelMode mode) {
        return new MachineTemplate(talosVersion, extensions, kernelArgs, metaValues, overlay, overlayImage, mode);
    }

    MachineRequestSpec request(String providerData) {
        var spec = MachineRequestSpec.newBuilder()
                .setTalosVersion(talosVersion)
                .addAllExtensions(extensions)
                .addAllKernelArgs(kernelArgs)
                .setProviderData(providerData)
                .setGrpcTunnel(grpcTunnel);
        metaValues.forEach((key, value) ->
                spec.addMetaValues(MetaValue.newBuilder().setKey(key).setValue(value)));
        if (!overlay.isEmpty()) {
            spec.setOverlay(Overlay.newBuilder().setName(overlay).setImage(overlayImage));
        }
        return spec.build();
    }
}
