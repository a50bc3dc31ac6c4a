package io.siderite.cli.check;

import io.siderite.omni.Answer;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.OmniEndpoint.Trust;
import io.siderite.omni.OmniManagement;
import io.siderite.omni.OmniSettings;
import io.siderite.omni.OmniState;
import io.siderite.omni.ServiceAccountKey;
import io.siderite.omni.Specs;
import io.siderite.omni.WatchTiming;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.specs.FeaturesConfigSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether Omni would serve us: the key, the road there, the provider, and where images come from. */
final class OmniCheck {

    private static final String OMNI = "Omni";

    private final OmniEndpoint endpoint;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    private OmniCheck(OmniEndpoint endpoint, Clock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    static List<Finding> of(OmniSettings settings, Clock clock) {
        return switch (OmniEndpoint.of(settings)) {
            case Answer.Done<OmniEndpoint> done -> new OmniCheck(done.value(), clock).run();
            case Answer<OmniEndpoint> wrong -> List.of(Finding.problem(OMNI, wrong.why()));
        };
    }

    private List<Finding> run() {
        key();
        endpoint.disagreement().ifPresent(this::problem);
        trust();
        try (OmniConnection omni = OmniConnection.open(endpoint, WatchTiming.DEFAULT, clock)) {
            omni.trouble().ifPresentOrElse(this::problem, () -> {
                if (serves(omni.state())) {
                    images(omni.state(), omni.management());
                }
            });
        }
        return findings;
    }

    private void key() {
        ServiceAccountKey key = endpoint.key();
        Instant now = clock.instant();
        if (expired()) {
            problem(key.warning(now).orElseThrow() + renewal());
        } else {
            key.warning(now)
                    .ifPresentOrElse(
                            soon -> findings.add(Finding.warning(OMNI, soon + renewal())),
                            () -> ok("the key " + key.name() + " (fingerprint " + key.fingerprint() + ") is good "
                                    + key.expires().map(end -> "until " + end).orElse("for ever")));
        }
    }

    private boolean expired() {
        return endpoint.key().expiresWithin(Duration.ZERO, clock.instant());
    }

    private String renewal() {
        return " (omnictl infraprovider renewkey %s)"
                .formatted(endpoint.key().providerId().orElse(endpoint.providerId()));
    }

    private void trust() {
        if ("http".equals(endpoint.uri().getScheme())) {
            findings.add(Finding.warning(
                    OMNI,
                    endpoint.uri() + " is spoken to in plaintext: whoever sits in between can read join tokens; say"
                            + " https:// outside a lab"));
        } else if (endpoint.trust() instanceof Trust.Anything) {
            findings.add(Finding.warning(
                    OMNI,
                    "its certificate is not verified (siderite.omni.insecure-skip-verify): whoever sits in between can"
                            + " read and change everything; set siderite.omni.ca-file instead"));
        }
    }

    /** Reads the one resource that every provider has; whether it is worth asking on. */
    private boolean serves(OmniState state) {
        Answer<Resource> config = state.get(Kinds.PROVIDER_JOIN_CONFIGS, endpoint.providerId());
        findings.add(
                switch (config) {
                    case Answer.Done<Resource> _ ->
                        Finding.ok(OMNI, answers() + ", and has the infra provider \"" + endpoint.providerId() + "\"");
                    case Answer.NotFound<Resource> _ -> unknownProvider();
                    case Answer.Unauthenticated<Resource> refused -> unauthenticated(refused.why());
                    case Answer.Unimplemented<Resource> other ->
                        Finding.problem(
                                OMNI,
                                endpoint.uri() + " answers, but not as Omni does: check siderite.omni.endpoint ("
                                        + other.why() + ")");
                    case Answer<Resource> failed -> Finding.problem(OMNI, failed.why());
                });
        return config instanceof Answer.Done || config instanceof Answer.NotFound;
    }

    private String answers() {
        return endpoint.uri() + " answers and takes our signature";
    }

    /** Omni shows a provider its own resources alone, so that one with another's key sees none of ours. */
    private Finding unknownProvider() {
        String id = endpoint.providerId();
        return endpoint.disagreement().isPresent()
                ? Finding.ok(OMNI, answers())
                : Finding.problem(
                        OMNI,
                        ("%s, but has no infra provider \"%s\": create it (omnictl infraprovider create %s) and set the"
                                        + " key that this prints, or correct siderite.omni.provider-id (--id)")
                                .formatted(answers(), id, id));
    }

    private Finding unauthenticated(String why) {
        if (expired()) {
            return Finding.ok(
                    OMNI, endpoint.uri() + " answers; it refuses the signature, as it does of an expired key");
        }
        return Finding.problem(
                OMNI,
                why + ". To tell which: compare `date -u` here and where Omni runs; when they agree, the key was"
                        + " replaced or deleted: make a new one and set it" + renewal());
    }

    private void images(OmniState state, OmniManagement management) {
        // Both requests are wrong on purpose: a release that has the call refuses them, and nothing is registered.
        Answer<String> schematic = management.createSchematic("check: true", "");
        if (schematic instanceof Answer.Unimplemented<String>) {
            problem("this release is older than 1.8, which providers need to register a schematic: upgrade Omni");
            return;
        }
        if (schematic instanceof Answer.Denied<String> denied) {
            problem("it does not let us register schematics: " + denied.why());
            return;
        }
        if (management.bootAssetUrl(BootAssetURLRequest.getDefaultInstance()) instanceof Answer.Unimplemented) {
            factory(state);
        } else {
            ok("it registers schematics and tells where images are (GetBootAssetURL)");
        }
    }

    /** What stands in for GetBootAssetURL. */
    private void factory(OmniState state) {
        String without = "this release has no GetBootAssetURL (it came after 1.10.4)";
        Answer<FeaturesConfigSpec> features = state.get(Kinds.FEATURES_CONFIGS, Kinds.FEATURES_CONFIG_ID)
                .then(resource -> Specs.unpack(resource, FeaturesConfigSpec.parser()));
        switch (features) {
            case Answer.Done<FeaturesConfigSpec> done -> {
                // Without what may stand before an @: a password.
                String named = done.value().getImageFactoryBaseUrl().replaceFirst("//[^/@]*@", "//");
                ok(without + ": images are taken from " + (named.isEmpty() ? "the public image factory" : named));
            }
            case Answer.NotFound<FeaturesConfigSpec> _ ->
                ok(without + ": images are taken from the public image factory");
            case Answer<FeaturesConfigSpec> failed ->
                problem(without + ", and does not tell its image factory: " + failed.why());
        }
    }

    private void ok(String text) {
        findings.add(Finding.ok(OMNI, text));
    }

    private void problem(String text) {
        findings.add(Finding.problem(OMNI, text));
    }
}
