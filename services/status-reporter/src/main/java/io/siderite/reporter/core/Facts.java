package io.siderite.reporter.core;

import com.google.protobuf.Message;
import io.siderite.proto.events.v1.VmProgressed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The last record of each topic about one machine; of vm.progressed, of each step. In which order records arrived, and
 * how often, leaves no trace in it: the highest revision stays. (Per topic, not per writer: a vm.created that a later
 * vm.failed overtook is still true.)
 */
public record Facts(Map<Key, Said<?>> last) {

    /** Nothing heard yet. */
    public static final Facts NONE = new Facts(Map.of());

    public Facts {
        last = Map.copyOf(last);
    }

    /**
     * What a record is the last of.
     *
     * @param type full name of its message
     * @param detail the step of a vm.progressed; else empty
     */
    public record Key(String type, String detail) {

        /** The key of a message. */
        public static Key of(Message data) {
            return new Key(
                    data.getDescriptorForType().getFullName(), data instanceof VmProgressed step ? step.getStep() : "");
        }
    }

    /** These records. */
    public static Facts of(Stream<? extends Said<?>> records) {
        return new Facts(records.collect(Collectors.toMap(s -> Key.of(s.data()), Function.identity())));
    }

    /** With one more record; the same when something newer of its kind is known. */
    public Facts with(Said<?> said) {
        Key key = Key.of(said.data());
        Said<?> known = last.get(key);
        if (known != null && !supersedes(said, known)) {
            return this;
        }
        Map<Key, Said<?>> grown = new HashMap<>(last);
        grown.put(key, said);
        return new Facts(grown);
    }

    /** The last record of a type; of vm.progressed, of the newest step. */
    public <T extends Message> Optional<Said<T>> last(Class<T> type) {
        return all(type).reduce((a, b) -> a.revision() >= b.revision() ? a : b);
    }

    /** The last record of each step. */
    public Stream<Said<VmProgressed>> steps() {
        return all(VmProgressed.class);
    }

    @SuppressWarnings("unchecked")
    private <T extends Message> Stream<Said<T>> all(Class<T> type) {
        return last.values().stream().filter(s -> type.isInstance(s.data())).map(s -> (Said<T>) s);
    }

    // A writer that lists again at its start says the same revision again, later: the first time it was said stays.
    private static boolean supersedes(Said<?> said, Said<?> known) {
        return said.revision() > known.revision()
                || (said.revision() == known.revision() && said.at().isBefore(known.at()));
    }
}
