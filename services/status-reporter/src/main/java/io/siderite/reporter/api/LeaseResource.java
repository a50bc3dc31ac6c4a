package io.siderite.reporter.api;

import io.siderite.networks.Address;
import io.siderite.networks.Network;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.reporter.Reporter;
import io.siderite.reporter.store.LeaseChanges;
import io.siderite.reporter.store.LeaseChanges.Holder;
import io.siderite.reporter.store.Leases;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * Who has which address, who had it when, and what people want of them: that is judged here, whole, and done by
 * network-allocator when its event arrives.
 */
@Path("/api/v1/leases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class LeaseResource {

    private final Reporter reporter;
    private final Config config;

    /** For CDI. */
    public LeaseResource(Reporter reporter, Config config) {
        this.reporter = reporter;
        this.config = config;
    }

    /**
     * Addresses to be reserved.
     *
     * @param leases all of them, or none
     */
    public record Reserve(List<Wanted> leases) {}

    /** One of them: a network, an address without a prefix length, and whom it is for. */
    public record Wanted(String network, String address, String holder) {}

    /**
     * An address to be given back.
     *
     * @param network needed where the address is no machine's, but a reservation by hand
     * @param force the name of the VM that still has it
     */
    public record Release(
            String address,
            @Nullable String network,
            @Nullable String force) {}

    /** Why one of several can't be done: its place in the list, from 0. */
    public record Refusal(int index, String why) {}

    /**
     * The leases that machines hold, by network and address.
     *
     * @param network of this one alone; absent: of all
     */
    @GET
    @RunOnVirtualThread
    public List<LeaseView> leases(@QueryParam("network") @Nullable String network) {
        return reporter.transactions().inTransaction(s -> Leases.held(s, Optional.ofNullable(network))).stream()
                .map(LeaseView::of)
                .toList();
    }

    /** Everybody who ever had an address, the first one first. */
    @GET
    @Path("/{address}")
    @RunOnVirtualThread
    public List<LeaseView> history(@RestPath String address) {
        return reporter.transactions().inTransaction(s -> Leases.history(s, address)).stream()
                .map(LeaseView::of)
                .toList();
    }

    /** Reserves addresses, all or none; 409 with every reason. */
    @POST
    @Path("/reserve")
    @RunOnVirtualThread
    public Response reserve(Reserve asked) {
        List<Refusal> refusals = refusals(asked.leases());
        if (!refusals.isEmpty()) {
            return Response.status(Response.Status.CONFLICT)
                    .entity(Map.of("refused", refusals))
                    .build();
        }
        return ask(
                "lease.reserve",
                asked.leases().stream()
                        .map(w -> change(w.network(), w.address(), w.holder()))
                        .toList());
    }

    /** Gives an address back; 409 while the VM of its machine exists, unless forced with that VM's name. */
    @POST
    @Path("/release")
    @RunOnVirtualThread
    public Response release(Release asked) {
        List<Holder> holders =
                reporter.transactions().inTransaction(s -> LeaseChanges.holders(s, List.of(asked.address()))).stream()
                        .filter(h -> asked.network() == null || h.network().equals(asked.network()))
                        .toList();
        if (holders.size() > 1) {
            return refused(asked.address() + " is leased on several networks: name one of "
                    + String.join(", ", holders.stream().map(Holder::network).toList()));
        }
        if (holders.isEmpty()) {
            if (asked.network() == null || Address.parse(asked.address()).isEmpty()) {
                return refused("no machine has " + asked.address() + "; to give back a reservation, name its network");
            }
            return ask("lease.release", List.of(change(asked.network(), asked.address(), "")));
        }
        Holder holder = holders.getFirst();
        Optional<String> living = holder.livingVm().filter(name -> !name.equals(asked.force()));
        return living.isPresent()
                ? refused(asked.address() + " is " + holder.requestId() + "'s, whose VM " + living.get()
                        + " exists: scale it down, or force it with that name")
                : ask("lease.release", List.of(change(holder.network(), holder.address(), holder.requestId())));
    }

    private List<Refusal> refusals(List<Wanted> wanted) {
        Networks networks = networks();
        Map<String, List<Holder>> held = new HashMap<>();
        if (!wanted.isEmpty()) {
            reporter.transactions()
                    .inTransaction(s -> LeaseChanges.holders(
                            s, wanted.stream().map(Wanted::address).toList()))
                    .forEach(h -> held.computeIfAbsent(h.network() + " " + h.address(), _ -> new ArrayList<>())
                            .add(h));
        }
        Set<String> before = new HashSet<>();
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Wanted each = wanted.get(i);
            String key = each.network() + " " + each.address();
            Optional<String> why = whyNot(each, networks)
                    .or(() -> before.add(key) ? Optional.empty() : Optional.of(each.address() + " stands here twice"))
                    .or(() -> held.getOrDefault(key, List.of()).stream()
                            .findFirst()
                            .map(h -> each.address() + " is leased to " + h.requestId()));
            if (why.isPresent()) {
                refusals.add(new Refusal(i, why.get()));
            }
        }
        return refusals;
    }

    private static Optional<String> whyNot(Wanted wanted, Networks networks) {
        Optional<Network> network = networks.find(wanted.network());
        if (network.isEmpty()) {
            return Optional.of("the network " + wanted.network() + " is not configured: configured are "
                    + String.join(", ", networks.byName().keySet()));
        }
        Optional<Address> address = Address.parse(wanted.address());
        if (address.isEmpty()) {
            return Optional.of(
                    wanted.address() + " " + Address.whyNot(wanted.address()).orElse("is no address"));
        }
        if (wanted.holder().isBlank()) {
            return Optional.of(wanted.address() + " is for nobody: name whom it is reserved for");
        }
        return network.get().subnets().stream().anyMatch(s -> s.hosts().contains(address.get()))
                ? Optional.empty()
                : Optional.of(wanted.address() + " is no host's address of network " + wanted.network() + " ("
                        + String.join(
                                ", ",
                                network.get().subnets().stream()
                                        .map(Object::toString)
                                        .toList()) + ")");
    }

    private Networks networks() {
        var keys = Networks.select(
                config.getPropertyNames(), name -> config.getConfigValue(name).getValue());
        return switch (Networks.parse(keys)) {
            case Networks.Parsing.Parsed parsed -> parsed.networks();
            case Networks.Parsing.Wrong _ -> Networks.none();
        };
    }

    private Response ask(String action, List<LeaseChange> changes) {
        var _ = reporter.transactions().inTransaction(s -> LeaseChanges.ask(s, action, changes, Instant.now()));
        return Response.accepted(Map.of("asked", action, "leases", changes.size()))
                .build();
    }

    private static LeaseChange change(String network, String address, String holder) {
        String canonical = Address.parse(address).map(Address::toString).orElse(address);
        return LeaseChange.newBuilder()
                .setNetwork(network)
                .setAddress(canonical)
                .setHolder(holder)
                .build();
    }

    private static Response refused(String why) {
        return Response.status(Response.Status.CONFLICT)
                .entity(Map.of("refused", List.of(new Refusal(0, why))))
                .build();
    }
}
