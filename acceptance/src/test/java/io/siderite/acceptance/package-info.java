/** The built programs as processes, and what comes of them in Omni, Proxmox, Kafka and PostgreSQL. */
@NullMarked
package io.siderite.acceptance;

import org.jspecify.annotations.NullMarked;
