/** Parameters as Proxmox judges them: schemas, property strings, and the options of a VM. */
@NullMarked
package io.siderite.proxmoxsim.params;

import org.jspecify.annotations.NullMarked;
