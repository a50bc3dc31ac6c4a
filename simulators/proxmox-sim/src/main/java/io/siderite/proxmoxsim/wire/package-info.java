/** HTTP/1.1 over TLS as pveproxy speaks it: reason lines of its own, no chunked requests, strict multipart. */
@NullMarked
package io.siderite.proxmoxsim.wire;

import org.jspecify.annotations.NullMarked;
