/** Who may call: service account keys, request signatures, TLS. */
@NullMarked
package io.siderite.omnisim.auth;

import org.jspecify.annotations.NullMarked;
