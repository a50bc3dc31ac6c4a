package io.siderite.allocator.store;

import io.siderite.networks.Address;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Statements in PostgreSQL's own words: its addresses are no type of Hibernate's. */
final class Sql {

    private Sql() {}

    /** A parameter that is an address, written as text. */
    static String inet(String parameter) {
        return "cast(cast(:" + parameter + " as text) as inet)";
    }

    static Uni<Integer> change(Mutiny.Session session, String sql, Map<String, Object> parameters) {
        var query = session.createNativeQuery(sql);
        parameters.forEach(query::setParameter);
        return query.executeUpdate();
    }

    /** Rows of at least two columns. */
    static Uni<List<Object[]>> rows(Mutiny.Session session, String sql, Map<String, Object> parameters) {
        var query = session.createNativeQuery(sql, Object[].class);
        parameters.forEach(query::setParameter);
        return query.getResultList();
    }

    static Uni<List<String>> texts(Mutiny.Session session, String sql, Map<String, Object> parameters) {
        var query = session.createNativeQuery(sql, String.class);
        parameters.forEach(query::setParameter);
        return query.getResultList();
    }

    static Address address(Object text) {
        return Address.parse((String) text).orElseThrow();
    }

    static Optional<String> first(List<String> texts) {
        return texts.stream().findFirst();
    }
}
