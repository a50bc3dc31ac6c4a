package io.siderite.reporter.api;

import io.siderite.eventing.StoreUnavailable;
import io.siderite.reporter.Reporter;
import io.siderite.reporter.store.Nodes;
import io.siderite.reporter.store.Views;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The projection over HTTP. Reads only; tells no secret, since the projection knows none. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class ReporterResource {

    private final Reporter reporter;

    /** For CDI. */
    public ReporterResource(Reporter reporter) {
        this.reporter = reporter;
    }

    /**
     * All machines, by request id.
     *
     * @param gone also those that are over
     */
    @GET
    @Path("/machines")
    @RunOnVirtualThread
    public List<MachineView> machines(@QueryParam("gone") boolean gone) {
        return reporter.transactions().inTransaction(s -> Views.machines(s, gone)).stream()
                .map(MachineView::of)
                .toList();
    }

    /** One machine; 404 when it was never heard of. */
    @GET
    @Path("/machines/{id}")
    @RunOnVirtualThread
    public Response machine(@RestPath String id) {
        return reporter.transactions()
                .inTransaction(s -> Views.machine(s, id))
                .map(MachineView::of)
                .map(view -> Response.ok(view).build())
                .orElseGet(() -> problem(Response.Status.NOT_FOUND, "no machine request " + id + " was ever heard of"));
    }

    /** All Proxmox nodes, by cluster and name. */
    @GET
    @Path("/nodes")
    @RunOnVirtualThread
    public List<NodeView> nodes() {
        return reporter.transactions().inTransaction(Nodes::all).stream()
                .map(NodeView::of)
                .toList();
    }

    /** The database is away: not now, rather than a fault. */
    @ServerExceptionMapper
    public Response unavailable(StoreUnavailable e) {
        return problem(Response.Status.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
    }

    private static Response problem(Response.Status status, String error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Map.of("error", error))
                .build();
    }
}
