package io.siderite.cli.tap;

import io.siderite.cli.Homes;
import io.siderite.cli.Launcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Kafka broker to read: a running instance's, or a stopped one's opened for as long as it is read. */
final class Broker implements AutoCloseable {

    private final String address;
    private final @Nullable Process opened;

    private Broker(String address, @Nullable Process opened) {
        this.address = address;
        this.opened = opened;
    }

    /** Why there is nothing to read. */
    static final class NoBroker extends Exception {
        private static final long serialVersionUID = 1L;

        NoBroker(String why) {
            super(why);
        }
    }

    /** Somebody else's broker. */
    static Broker at(String bootstrapServers) {
        return new Broker(bootstrapServers, null);
    }

    /** The broker of the instance on a home, or of the likeliest one. */
    static Broker of(@Nullable Path home) throws NoBroker, IOException {
        Path chosen = home != null
                ? home
                : Homes.likeliest()
                        .orElseThrow(
                                () -> new NoBroker("nothing to tap: no instance runs or ever ran in " + Homes.standard()
                                        + " or " + Homes.stateOf(Homes.demo()) + "; start one with ./siderite demo or"
                                        + " ./siderite run, or name one with --home or --bootstrap"));
        Optional<String> running = Homes.running(chosen);
        return running.isPresent() ? at(running.get()) : open(chosen);
    }

    String address() {
        return address;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (opened != null) {
            opened.getOutputStream().close();
            opened.waitFor();
        }
    }

    private static Broker open(Path home) throws NoBroker, IOException {
        Process process = new ProcessBuilder(Launcher.command("broker", "--home", home.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("kafka ")) {
                return new Broker(line.substring("kafka ".length()).strip(), process);
            }
        }
        throw new NoBroker("the broker of " + home + " can't be opened");
    }
}
