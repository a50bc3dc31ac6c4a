package io.siderite.allocator.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.reactive.mutiny.Mutiny;

/** A session of a process that is killed between two statements of its transaction. */
final class DyingSession {

    private DyingSession() {}

    /** The session, which lives for so many more steps. */
    static Mutiny.Session of(Mutiny.Session session, int steps) {
        AtomicInteger left = new AtomicInteger(steps);
        return (Mutiny.Session) Proxy.newProxyInstance(
                DyingSession.class.getClassLoader(), new Class<?>[] {Mutiny.Session.class}, (_, method, arguments) -> {
                    if (left.getAndDecrement() <= 0) {
                        throw new Killed();
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    /** What its transaction ends with: PostgreSQL takes everything of it back, as for a process that is no more. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
