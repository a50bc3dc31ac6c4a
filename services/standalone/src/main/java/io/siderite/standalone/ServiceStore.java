package io.siderite.standalone;

/** The services that keep state: the name of their persistence unit, and of their schema and role in PostgreSQL. */
enum ServiceStore {
    EVALUATOR("evaluator", "class_evaluator"),
    ALLOCATOR("allocator", "network_allocator"),
    PROVISIONER("provisioner", "proxmox_provisioner"),
    REPORTER("reporter", "status_reporter");

    private final String unit;
    private final String schema;

    ServiceStore(String unit, String schema) {
        this.unit = unit;
        this.schema = schema;
    }

    /** Name of the persistence unit and of the data source. */
    String unit() {
        return unit;
    }

    /** Name of the schema, and of the role that owns it. */
    String schema() {
        return schema;
    }
}
