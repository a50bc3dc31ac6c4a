/** What a started VM does: it finds something to boot, reads its cidata and reports to Omni. */
@NullMarked
package io.siderite.proxmoxsim.guest;

import org.jspecify.annotations.NullMarked;
