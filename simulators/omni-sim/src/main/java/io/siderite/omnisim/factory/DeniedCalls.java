package io.siderite.omnisim.factory;

import com.google.protobuf.Empty;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.util.List;

/** The management calls that are there, but not for a provider. */
final class DeniedCalls {

    private static final List<String> METHODS = List.of("CreateSchematic", "GetMachineJoinConfig");

    private DeniedCalls() {}

    /** The service with the denied calls beside its own. */
    static ServerServiceDefinition beside(ServerServiceDefinition own) {
        var service = own.getServiceDescriptor().getName();
        var both = ServerServiceDefinition.builder(service);
        own.getMethods().forEach(both::addMethod);
        METHODS.forEach(method -> both.addMethod(
                descriptor(service, method),
                ServerCalls.asyncUnaryCall((request, observer) -> observer.onError(Status.PERMISSION_DENIED
                        .withDescription("infra providers are not allowed to call " + method)
                        .asRuntimeException()))));
        return both.build();
    }

    /** Whatever is sent: it is not looked at. */
    private static MethodDescriptor<Empty, Empty> descriptor(String service, String method) {
        var any = ProtoUtils.marshaller(Empty.getDefaultInstance());
        return MethodDescriptor.newBuilder(any, any)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .build();
    }
}
