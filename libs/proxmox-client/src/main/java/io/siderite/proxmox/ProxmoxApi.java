package io.siderite.proxmox;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Proxmox VE's API that we make, raw: forms are already encoded and answers are not yet understood, because
 * the same answer takes several shapes between releases.
 */
@Path("/api2/json")
interface ProxmoxApi {

    @GET
    @Path("/version")
    Response version();

    @POST
    @Path("/access/ticket")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response ticket(String form);

    @GET
    @Path("/access/permissions")
    Response permissions();

    @GET
    @Path("/cluster/resources")
    Response resources();

    @GET
    @Path("/nodes")
    Response nodes();

    @GET
    @Path("/cluster/nextid")
    Response nextId(@QueryParam("vmid") int vmid);

    @GET
    @Path("/nodes/{node}/qemu")
    Response vms(@PathParam("node") String node);

    @POST
    @Path("/nodes/{node}/qemu")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response createVm(@PathParam("node") String node, String form);

    @GET
    @Path("/nodes/{node}/qemu/{vmid}/config")
    Response vmConfig(@PathParam("node") String node, @PathParam("vmid") int vmid);

    @PUT
    @Path("/nodes/{node}/qemu/{vmid}/config")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response updateVm(@PathParam("node") String node, @PathParam("vmid") int vmid, String form);

    @GET
    @Path("/nodes/{node}/qemu/{vmid}/status/current")
    Response vmStatus(@PathParam("node") String node, @PathParam("vmid") int vmid);

    @POST
    @Path("/nodes/{node}/qemu/{vmid}/status/{action}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response power(
            @PathParam("node") String node,
            @PathParam("vmid") int vmid,
            @PathParam("action") String action,
            String form);

    @DELETE
    @Path("/nodes/{node}/qemu/{vmid}")
    Response destroyVm(@PathParam("node") String node, @PathParam("vmid") int vmid, @QueryParam("purge") int purge);

    @GET
    @Path("/nodes/{node}/tasks/{upid}/status")
    Response task(@PathParam("node") String node, @PathParam("upid") String upid);

    @GET
    @Path("/nodes/{node}/tasks/{upid}/log")
    Response taskLog(@PathParam("node") String node, @PathParam("upid") String upid, @QueryParam("limit") int limit);

    @GET
    @Path("/nodes/{node}/storage")
    Response storages(@PathParam("node") String node);

    @GET
    @Path("/nodes/{node}/storage/{storage}/content")
    Response content(
            @PathParam("node") String node,
            @PathParam("storage") String storage,
            @QueryParam("content") String content);

    @POST
    @Path("/nodes/{node}/storage/{storage}/download-url")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response downloadUrl(@PathParam("node") String node, @PathParam("storage") String storage, String form);

    @POST
    @Path("/nodes/{node}/storage/{storage}/upload")
    Response upload(
            @PathParam("node") String node,
            @PathParam("storage") String storage,
            @HeaderParam("Content-Type") String contentType,
            @HeaderParam("Content-Length") long length,
            InputStream body);

    @DELETE
    @Path("/nodes/{node}/storage/{storage}/content/{volid}")
    Response deleteVolume(
            @PathParam("node") String node, @PathParam("storage") String storage, @PathParam("volid") String volid);

    @GET
    @Path("/nodes/{node}/network")
    Response networks(@PathParam("node") String node, @QueryParam("type") String type);

    @GET
    @Path("/pools")
    Response pools();

    @GET
    @Path("/cluster/mapping/{kind}")
    Response mappings(@PathParam("kind") String kind);

    @GET
    @Path("/cluster/ha/resources")
    Response haResources();

    @POST
    @Path("/cluster/ha/resources")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response addHaResource(String form);

    @PUT
    @Path("/cluster/ha/resources/{sid}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response updateHaResource(@PathParam("sid") String sid, String form);

    @DELETE
    @Path("/cluster/ha/resources/{sid}")
    Response removeHaResource(@PathParam("sid") String sid, @QueryParam("purge") @Nullable Integer purge);

    @GET
    @Path("/cluster/ha/rules")
    Response haRules();

    @POST
    @Path("/cluster/ha/rules")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response addHaRule(String form);

    @PUT
    @Path("/cluster/ha/rules/{rule}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response updateHaRule(@PathParam("rule") String rule, String form);

    @DELETE
    @Path("/cluster/ha/rules/{rule}")
    Response removeHaRule(@PathParam("rule") String rule);

    @GET
    @Path("/cluster/ha/groups")
    Response haGroups();

    @POST
    @Path("/cluster/ha/groups")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response addHaGroup(String form);

    @PUT
    @Path("/cluster/ha/groups/{group}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Response updateHaGroup(@PathParam("group") String group, String form);

    @DELETE
    @Path("/cluster/ha/groups/{group}")
    Response removeHaGroup(@PathParam("group") String group);
}
