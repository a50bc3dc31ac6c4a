package io.siderite.omnisim.cosi;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.siderite.proto.cosi.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one provider may do with one kind, decided by the key alone. Pure. */
public sealed interface Access {

    /** In the provider's own namespace: everything, unfiltered. */
    record Own() implements Access {}

    /** Of Omni's other state: reading, unfiltered. */
    record ReadOnly(String type) implements Access {}

    /**
     * In a namespace shared by all providers: only what carries the provider's label.
     */
    record Shared(String provider, String type, Right right) implements Access {}

    /** How far a provider may write in a shared namespace. */
    enum Right {
        /** Nothing may be created or destroyed, and updates may only change finalizers. */
        FINALIZERS,
        /** Everything. */
        ALL,
        /** Everything, but what is created must have the provider's own id. */
        ALL_OF_OWN_ID
    }

    /** Nothing, and why. */
    record Denied(Status status) implements Access {}

    Map<Kind, Right> SHARED_KINDS = Map.of(
            Kind.MACHINE_REQUEST, Right.FINALIZERS,
            Kind.REGISTRATION, Right.FINALIZERS,
            Kind.PROVIDER_JOIN_CONFIG, Right.FINALIZERS,
            Kind.PROVIDER, Right.FINALIZERS,
            Kind.MACHINE_REQUEST_STATUS, Right.ALL,
            Kind.CONFIG_PATCH_REQUEST, Right.ALL,
            Kind.PROVIDER_STATUS, Right.ALL_OF_OWN_ID,
            Kind.PROVIDER_HEALTH, Right.ALL_OF_OWN_ID);

    Set<Kind> READABLE = Set.of(
            Kind.SIDEROLINK_API_CONFIG,
            Kind.FEATURES_CONFIG,
            Kind.MACHINE,
            Kind.RESOURCE_DEFINITION,
            new Kind("meta", "Namespaces.meta.cosi.dev"));

    /** What the provider may do with the kind. */
    static Access of(String provider, Kind kind) {
        if (kind.namespace().startsWith(Kind.OWN_PREFIX)) {
            return inOwnNamespace(provider, kind);
        }
        var right = SHARED_KINDS.get(kind);
        if (right != null) {
            return new Shared(provider, kind.type(), right);
        }
        if (READABLE.contains(kind)) {
            return new ReadOnly(kind.type());
        }
        return denied(
                Code.PERMISSION_DENIED, "access to " + kind + " is denied to infra provider \"" + provider + "\"");
    }

    private static Access inOwnNamespace(String provider, Kind kind) {
        if (!kind.namespace().equals(Kind.OWN_PREFIX + provider)) {
            return denied(
                    Code.PERMISSION_DENIED,
                    "namespace not allowed, must be one of: " + Kind.SHARED + ", " + Kind.SHARED_EPHEMERAL + ", "
                            + Kind.OWN_PREFIX + provider);
        }
        var suffix = "." + provider + ".infraprovider.sidero.dev";
        return kind.type().endsWith(suffix)
                ? new Own()
                : denied(
                        Code.INVALID_ARGUMENT,
                        "resources in namespace \"" + kind.namespace() + "\" must have a type suffix \"" + suffix
                                + "\"");
    }

    private static Access denied(Code code, String why) {
        return new Denied(code.toStatus().withDescription(why));
    }

    /** Whether a resource of the kind shows; what does not show is answered as not found, and is left out of lists. */
    default boolean shows(Resource resource) {
        return switch (this) {
            case Own _, ReadOnly _ -> true;
            case Shared shared -> Resources.label(resource, Labels.PROVIDER).equals(shared.provider());
            case Denied _ -> false;
        };
    }

    /** Why reading is refused; empty when it is allowed. */
    default Optional<Status> refusesRead() {
        return this instanceof Denied denied ? Optional.of(denied.status()) : Optional.empty();
    }

    /** Why creating is refused; empty when it is allowed. */
    default Optional<Status> refusesCreate(String id) {
        return switch (this) {
            case Own _ -> Optional.empty();
            case ReadOnly readOnly -> Optional.of(readOnly(readOnly.type()));
            case Denied denied -> Optional.of(denied.status());
            case Shared shared ->
                switch (shared.right()) {
                    case FINALIZERS -> Optional.of(notAllowed("create", shared.type()));
                    case ALL -> Optional.empty();
                    case ALL_OF_OWN_ID ->
                        id.equals(shared.provider())
                                ? Optional.empty()
                                : Optional.of(Status.INVALID_ARGUMENT.withDescription(
                                        "resource ID must match the infra provider ID \"" + shared.provider() + "\""));
                };
        };
    }

    /** Why changing {@code current} to {@code changed} is refused; empty when it is allowed. */
    default Optional<Status> refusesUpdate(Resource current, Resource changed) {
        return switch (this) {
            case Own _ -> Optional.empty();
            case ReadOnly readOnly -> Optional.of(readOnly(readOnly.type()));
            case Denied denied -> Optional.of(denied.status());
            case Shared shared -> {
                if (shared.right() == Right.FINALIZERS && !sameButFinalizers(current, changed)) {
                    yield Optional.of(
                            Status.PERMISSION_DENIED.withDescription("infra providers are not allowed to update \""
                                    + shared.type() + "\" resources other than setting finalizers"));
                }
                yield shows(current) ? Optional.empty() : Optional.of(NOT_YOURS);
            }
        };
    }

    /** Why tearing down or destroying is refused; empty when it is allowed. */
    default Optional<Status> refusesDestroy(Resource current) {
        return switch (this) {
            case Own _ -> Optional.empty();
            case ReadOnly readOnly -> Optional.of(readOnly(readOnly.type()));
            case Denied denied -> Optional.of(denied.status());
            case Shared shared -> {
                if (shared.right() == Right.FINALIZERS) {
                    yield Optional.of(notAllowed("destroy", shared.type()));
                }
                yield shows(current) ? Optional.empty() : Optional.of(NOT_YOURS);
            }
        };
    }

    /** A resource as it is stored when the provider writes it: labelled with the provider in shared namespaces. */
    default Resource labelled(Resource resource) {
        if (!(this instanceof Shared shared)) {
            return resource;
        }
        var labelled = resource.toBuilder();
        labelled.getMetadataBuilder().putLabels(Labels.PROVIDER, shared.provider());
        return labelled.build();
    }

    /** What does not show is answered like this. */
    Status NOT_YOURS = Status.NOT_FOUND.withDescription("not found");

    private static boolean sameButFinalizers(Resource current, Resource changed) {
        return bare(current).equals(bare(changed));
    }

    private static Resource bare(Resource resource) {
        var bare = resource.toBuilder();
        bare.getMetadataBuilder()
                .clearFinalizers()
                .clearVersion()
                .clearCreated()
                .clearUpdated();
        bare.getSpecBuilder().clearYamlSpec();
        return bare.build();
    }

    private static Status readOnly(String type) {
        return Status.PERMISSION_DENIED.withDescription(
                "only reading of \"" + type + "\" is allowed to infra providers");
    }

    private static Status notAllowed(String verb, String type) {
        return Status.PERMISSION_DENIED.withDescription(
                "infra providers are not allowed to " + verb + " \"" + type + "\" resources");
    }
}
