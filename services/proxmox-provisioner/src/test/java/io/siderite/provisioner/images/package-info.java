@NullMarked
package io.siderite.provisioner.images;

import org.jspecify.annotations.NullMarked;
