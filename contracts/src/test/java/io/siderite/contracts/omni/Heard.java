package io.siderite.contracts.omni;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omni.OmniState.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Remembers what a watch told. */
final class Heard implements Consumer<WatchEvent> {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void accept(WatchEvent event) {
        told.add(
                switch (event) {
                    case WatchEvent.Present it -> "present " + OmniPeer.id(it.resource());
                    case WatchEvent.Destroyed it -> "destroyed " + OmniPeer.id(it.resource());
                    case WatchEvent.Listed _ -> "listed";
                });
    }

    /** Waits until this was told; answers what was told before it. */
    List<String> awaits(String words) throws InterruptedException {
        var before = new ArrayList<String>();
        var until = System.nanoTime() + PATIENCE;
        while (true) {
            var next = told.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(next)
                    .as("waiting for \"%s\"; told so far: %s", words, before)
                    .isNotNull();
            if (words.equals(next)) {
                return before;
            }
            before.add(String.valueOf(next));
        }
    }
}
