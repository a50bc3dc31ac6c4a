package io.siderite.omnisim.auth;

import io.grpc.Context;

/** Who is calling, as the signature proved it. */
public final class Caller {

    static final Context.Key<String> PROVIDER = Context.key("infra-provider");

    private Caller() {}

    /** The id of the provider whose key signed the present call. */
    public static String provider() {
        var provider = PROVIDER.get();
        if (provider == null) {
            throw new IllegalStateException("called outside of a verified call");
        }
        return provider;
    }
}
