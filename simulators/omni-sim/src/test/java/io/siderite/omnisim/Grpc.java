package io.siderite.omnisim;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** What a call answered, as a status. */
final class Grpc {

    private Grpc() {}

    static Status status(Runnable call) {
        try {
            call.run();
            return Status.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus();
        }
    }

    static Status.Code code(Runnable call) {
        return status(call).getCode();
    }
}
