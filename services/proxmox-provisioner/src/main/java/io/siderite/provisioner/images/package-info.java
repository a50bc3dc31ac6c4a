/**
 * The ISOs that lie in Proxmox: boot images are brought once to each storage and go when nothing needs them; a machine's
 * cidata goes with its VM, and what was left behind is looked for.
 */
@NullMarked
package io.siderite.provisioner.images;

import org.jspecify.annotations.NullMarked;
