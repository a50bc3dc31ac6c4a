/** {@code siderite leases}: who has which address, and who had it when. */
@NullMarked
package io.siderite.cli.leases;

import org.jspecify.annotations.NullMarked;
