package io.siderite.omnisim.cosi;

import io.grpc.Status;
import io.siderite.proto.cosi.Resource;

/** What came of a write: the resource as it is stored now, or the refusal as Omni words it. */
public sealed interface Outcome {

    /** It is stored (or, for a destroy, this is what was destroyed). */
    record Stored(Resource resource) implements Outcome {}

    /** It was refused, and nothing changed. */
    record Refused(Status status) implements Outcome {}

    /** A refusal with this code and these words. */
    static Outcome refused(Status.Code code, String message) {
        return new Refused(code.toStatus().withDescription(message));
    }
}
