package io.siderite.reporter.api;

import io.siderite.networks.Address;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.reporter.Reporter;
import io.siderite.reporter.store.LeaseHolders;
import io.siderite.reporter.store.LeaseHolders.Holder;
import io.siderite.reporter.store.LeaseRequests;
import io.siderite.reporter.store.LeaseRequests.Outcome;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * Who has which address, who had it when, and what people want of them. That is decided by network-allocator, which alone
 * knows all of it; who asks waits for its answer.
 */
@Path("/api/v1/leases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class LeaseResource {

    // An answer takes two ways over Kafka: a fraction of a second where all is well.
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Reporter reporter;

    /** For CDI. */
    public LeaseResource(Reporter reporter) {
        this.reporter = reporter;
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
    public record Refused(int index, String why) {}

    /**
     * A request that is not decided yet.
     *
     * @param request its number, for {@code GET requests/NUMBER}
     */
    public record Undecided(long request) {}

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

    /** Reserves addresses, all or none: 200 when it is done, 409 with every reason, 202 when that is not known yet. */
    @POST
    @Path("/reserve")
    @RunOnVirtualThread
    public Response reserve(Reserve asked) throws InterruptedException {
        return ask(
                "lease.reserve",
                asked.leases().stream()
                        .map(w -> change(w.network(), w.address(), w.holder()))
                        .toList());
    }

    /**
     * Gives an address back, answering as {@link #reserve} does; 409 while the VM of its machine exists, unless forced with
     * that VM's name.
     */
    @POST
    @Path("/release")
    @RunOnVirtualThread
    public Response release(Release asked) throws InterruptedException {
        Optional<Address> address = Address.parse(asked.address());
        if (address.isEmpty()) {
            return refused(
                    asked.address() + " " + Address.whyNot(asked.address()).orElse("is no address"));
        }
        String text = address.get().toString();
        List<Holder> holders = reporter.transactions().inTransaction(s -> LeaseHolders.of(s, text)).stream()
                .filter(h -> asked.network() == null || h.network().equals(asked.network()))
                .toList();
        if (holders.size() > 1) {
            return refused(text + " is leased on several networks: name one of "
                    + String.join(", ", holders.stream().map(Holder::network).toList()));
        }
        if (holders.isEmpty()) {
            return asked.network() == null
                    ? refused("no machine has " + text + "; to give back a reservation, name its network")
                    : ask("lease.release", List.of(change(asked.network(), text, "")));
        }
        Holder holder = holders.getFirst();
        Optional<String> living = holder.livingVm().filter(name -> !name.equals(asked.force()));
        return living.isPresent()
                ? refused(text + " is " + holder.requestId() + "'s, whose VM " + living.get()
                        + " exists: scale it down, or force it with that name")
                : ask("lease.release", List.of(change(holder.network(), holder.address(), holder.requestId())));
    }

    /** What became of a request: 200, 409 or 202 as when it was made, 404 when there is none of that number. */
    @GET
    @Path("/requests/{number}")
    @RunOnVirtualThread
    public Response request(@RestPath long number) {
        return told(number, outcome(number));
    }

    private Response ask(String action, List<LeaseChange> changes) throws InterruptedException {
        long number = reporter.transactions().inTransaction(s -> LeaseRequests.ask(s, action, changes, Instant.now()));
        long end = System.nanoTime() + PATIENCE.toNanos();
        Outcome outcome = outcome(number);
        while (outcome instanceof Outcome.Undecided && System.nanoTime() < end) {
            Thread.sleep(LOOK);
            outcome = outcome(number);
        }
        return told(number, outcome);
    }

    private Outcome outcome(long number) {
        return reporter.transactions().inTransaction(s -> LeaseRequests.outcome(s, number));
    }

    private static Response told(long number, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> Response.ok(Map.of("request", number)).build();
            case Outcome.Undecided _ -> Response.accepted(new Undecided(number)).build();
            case Outcome.Refused refused ->
                refused(refused.reasons().stream()
                        .map(r -> new Refused(r.getIndex(), r.getReason()))
                        .toList());
            case Outcome.Unknown _ -> Response.status(Response.Status.NOT_FOUND).build();
        };
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
        return refused(List.of(new Refused(0, why)));
    }

    private static Response refused(List<Refused> reasons) {
        return Response.status(Response.Status.CONFLICT)
                .entity(Map.of("refused", reasons))
                .build();
    }
}
