/** What the provisioner is tested against. */
@NullMarked
package io.siderite.provisioner.testing;

import org.jspecify.annotations.NullMarked;
