package io.siderite.omnisim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Starts an {@link OmniSim} alone, leaves what a provider needs in a directory, and runs until it is stopped. */
public final class OmniSimMain {

    private static final String USAGE = """
            usage: omni-sim [--port 0] [--control-port 0] [--dir DIR] [--provider proxmox] [--release RELEASE]
                            [--leave-delay SECONDS] [--boot-asset-credentials] [--enforce-grpc-tunnel]
              --port, --control-port   0 takes a free port
              --dir                    where endpoint, ca.pem, service-account-key and control are written
              --release                with-boot-asset | without-boot-asset | old
              --leave-delay            how long a node takes to leave its cluster""";

    private record Arguments(OmniSimOptions options, int controlPort, Path dir, String provider) {}

    private OmniSimMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // there is no log to bind to, and that is meant
        Arguments arguments;
        try {
            arguments = parse(args);
        } catch (IllegalArgumentException wrong) {
            System.err.println("omni-sim: " + wrong.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        var omni = OmniSim.start(arguments.options());
        var control = ControlApi.start(omni, arguments.controlPort());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            control.close();
            omni.close();
            stopped.countDown();
        }));
        write(arguments, omni, control);
        stopped.await();
    }

    private static void write(Arguments arguments, OmniSim omni, ControlApi control) throws IOException {
        var dir = Files.createDirectories(arguments.dir()).toAbsolutePath();
        Files.writeString(dir.resolve("ca.pem"), omni.caPem());
        var key = dir.resolve("service-account-key");
        Files.deleteIfExists(key);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.newByteChannel(key, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)
                .close();
        Files.writeString(key, omni.serviceAccountKey(arguments.provider()) + "\n");
        Files.writeString(dir.resolve("control"), control.url() + "\n");
        Files.writeString(dir.resolve("endpoint"), omni.endpoint() + "\n"); // last: who waits for it finds the others
        System.out.println("""
                Omni (simulated, release %s) answers at %s
                  provider       %s
                  key            %s/service-account-key
                  CA             %s/ca.pem
                  machine API    %s
                  control        %s   (GET /state; PUT /classes/ID?provider=%s; PUT, DELETE /sets/NAME; POST /faults/...)
                Stop it with Ctrl-C.""".formatted(
                        arguments.options().release(),
                        omni.endpoint(),
                        arguments.provider(),
                        dir,
                        dir,
                        omni.machineApiUrl(),
                        control.url(),
                        arguments.provider()));
    }

    private static Arguments parse(String[] args) {
        var options = OmniSimOptions.defaults();
        var controlPort = 0;
        var dir = Path.of("omni-sim");
        var provider = "proxmox";
        var credentials = false;
        var left = Arrays.asList(args).iterator();
        while (left.hasNext()) {
            var flag = left.next();
            switch (flag) {
                case "--port" -> options = options.withPort(port(flag, left));
                case "--control-port" -> controlPort = port(flag, left);
                case "--dir" -> dir = Path.of(value(flag, left));
                case "--provider" -> provider = value(flag, left);
                case "--release" -> options = options.withRelease(release(value(flag, left)));
                case "--leave-delay" ->
                    options = options.withLeaveClusterDelay(Duration.ofMillis((long) (number(flag, left) * 1000)));
                case "--boot-asset-credentials" -> credentials = true;
                case "--enforce-grpc-tunnel" -> options = options.withEnforcedGrpcTunnel();
                default -> throw new IllegalArgumentException("unknown argument " + flag);
            }
        }
        options = options.withProviders(provider);
        return new Arguments(credentials ? options.withBootAssetCredentials() : options, controlPort, dir, provider);
    }

    private static Release release(String name) {
        return Arrays.stream(Release.values())
                .filter(release -> release.name().replace('_', '-').equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such release: " + name));
    }

    private static int port(String flag, Iterator<String> left) {
        var port = (int) number(flag, left);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(flag + " is no port: " + port);
        }
        return port;
    }

    private static double number(String flag, Iterator<String> left) {
        var text = value(flag, left);
        if (!text.matches("\\d{1,6}(\\.\\d+)?")) {
            throw new IllegalArgumentException(flag + " needs a number, not " + text);
        }
        return Double.parseDouble(text);
    }

    private static String value(String flag, Iterator<String> left) {
        if (!left.hasNext()) {
            throw new IllegalArgumentException(flag + " needs a value");
        }
        return left.next();
    }
}
