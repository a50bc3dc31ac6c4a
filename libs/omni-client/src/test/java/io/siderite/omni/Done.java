package io.siderite.omni;

/** Takes the value out of an answer that must have worked. */
final class Done {

    private Done() {}

    static <T> T value(Answer<T> answer) {
        if (answer instanceof Answer.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("not done, but " + answer);
    }
}
