package io.siderite.provisioner.gateway;

import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.GrpcTunnel;
import java.util.Map;

/** What omni-watcher answers about Omni. Nothing of it may be stored or logged but a storage key. */
public interface Gateway {

    /** The nocloud user-data of a machine, with its join token: a secret. */
    Answer<String> joinConfig(String requestId, GrpcTunnel tunnel);

    /** Where a boot image can be fetched now, and its lasting name. */
    Answer<BootAsset> bootAsset(BootImage image);

    /**
     * Where an ISO can be fetched now.
     *
     * @param url may carry credentials
     * @param storageKey stable name of the content
     * @param secret whether the URL carries credentials, which Proxmox would print
     * @param headers to be sent along; secret
     */
    record BootAsset(String url, String storageKey, boolean secret, Map<String, String> headers) {

        /** Whether Proxmox itself may fetch it: it sends no headers of ours, and prints the URL in its task log. */
        public boolean isPublic() {
            return !secret && headers.isEmpty();
        }

        /** Without the URL and the headers. */
        @Override
        public String toString() {
            return "BootAsset[" + storageKey + "]";
        }
    }

    /** What came of a question. */
    sealed interface Answer<T> {
        /** The answer. */
        record Given<T>(T value) implements Answer<T> {

            /** Without the value: it may be secret. */
            @Override
            public String toString() {
                return "Given";
            }
        }

        /** Nobody can say now; ask again later. */
        record NotNow<T>(String why) implements Answer<T> {}

        /** Refused until something is changed. */
        record Refused<T>(String why) implements Answer<T> {}
    }
}
