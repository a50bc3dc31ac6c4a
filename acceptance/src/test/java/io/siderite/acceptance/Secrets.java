package io.siderite.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.omnisim.OmniSim;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.FeaturesConfigSpec;
import io.siderite.proto.specs.ProviderJoinConfigSpec;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What nobody may find, in every form it could be found in: as it is, escaped, or as a part of something in base64. */
final class Secrets {

    private final Map<String, Set<String>> forms = new LinkedHashMap<>();

    /** The secrets of these peers and of an instance that works for them. */
    static Secrets of(Peers peers, String serviceAccountKey, String databasePassword) throws IOException {
        Secrets secrets = new Secrets()
                .add("service account key", serviceAccountKey)
                .add("Proxmox token", peers.proxmox().token().secret())
                .add("boot asset's password", "opensesame")
                .add("boot asset's URL", factory(peers.omni()))
                .add("database superuser's password", databasePassword)
                // How every machine's own token begins, after "v2:", and what carries it.
                .add("machine's join token", base64("{\"extra_data\":{\"omni.sidero.dev/"))
                .add("join URL", "jointoken=");
        List<String> armoured = new ObjectMapper()
                .readTree(Base64.getMimeDecoder().decode(serviceAccountKey))
                .path("pgp_key")
                .asText()
                .lines()
                .filter(line -> line.length() > 40)
                .toList();
        armoured.forEach(line -> secrets.add("private key", line));
        for (Resource config : peers.omni().resources("ProviderJoinConfigs.omni.sidero.dev")) {
            ProviderJoinConfigSpec spec =
                    ProviderJoinConfigSpec.parseFrom(config.getSpec().getProtoSpec());
            secrets.add("join token", spec.getJoinToken());
        }
        return secrets;
    }

    /** Where the image factory is: the beginning of each boot asset's URL, whatever credentials stand before it. */
    private static String factory(OmniSim omni) throws InvalidProtocolBufferException {
        Resource features = omni.resources("FeaturesConfigs.omni.sidero.dev").getFirst();
        return URI.create(FeaturesConfigSpec.parseFrom(features.getSpec().getProtoSpec())
                                .getImageFactoryBaseUrl())
                        .getAuthority()
                + "/image/";
    }

    Secrets add(String name, String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("the " + name + " is empty: nothing would be searched for");
        }
        Set<String> all = forms.computeIfAbsent(name, _ -> new LinkedHashSet<>());
        all.add(secret);
        all.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        for (int before = 0; before < 3; before++) {
            all.add(inBase64(secret, before));
        }
        return this;
    }

    /** What base64 is sure to show of a text that begins at a position, modulo 3, of what was encoded. */
    private static String inBase64(String secret, int before) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int first = (before * 8 + 5) / 6;
        return encoded.substring(first, shifted.length * 8 / 6);
    }

    private static String base64(String text) {
        // Whole groups of three alone: what follows changes nothing of them.
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length / 3 * 3));
    }

    /** Which secret stands where; never the secret itself. */
    List<String> in(String where, Map<String, String> texts) {
        List<String> found = new ArrayList<>();
        texts.forEach((name, text) -> forms.forEach((secret, all) -> {
            if (all.stream().anyMatch(text::contains)) {
                found.add(secret + " in " + where + " " + name);
            }
        }));
        return found;
    }
}
