package io.siderite.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.IntStream;

/**
 * Free loopback ports, remembered in the data directory under a name, so that a restart serves where the last run did
 * as long as nobody else took the port meanwhile.
 */
final class Ports {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Path file;

    Ports(Path directory) {
        this.file = directory.resolve("ports.properties");
    }

    /** The remembered port of this name when it is free, else a free one, which is remembered from now on. */
    synchronized int choose(String name) throws IOException {
        Properties remembered = new Properties();
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                remembered.load(in);
            }
        }
        String last = remembered.getProperty(name);
        if (last != null && isFree(Integer.parseInt(last))) {
            return Integer.parseInt(last);
        }
        int port = anyFree();
        remembered.setProperty(name, Integer.toString(port));
        try (Writer out = Files.newBufferedWriter(file)) {
            remembered.store(out, null);
        }
        return port;
    }

    /** A port that the system says is free. */
    static int anyFree() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    /** The first free port from {@code first} on, out of a hundred. */
    static OptionalInt nextFree(int first) {
        return IntStream.range(first, first + 100).filter(Ports::isFree).findFirst();
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(LOOPBACK, port), 1);
            return true;
        } catch (IOException _) {
            return false; // the refusal is the answer
        }
    }
}
