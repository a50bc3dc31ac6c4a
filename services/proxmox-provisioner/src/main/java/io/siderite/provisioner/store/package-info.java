/** The provisioner's tables; the only place with Hibernate Reactive. */
@NullMarked
package io.siderite.provisioner.store;

import org.jspecify.annotations.NullMarked;
