@NullMarked
package io.siderite.provisioner;

import org.jspecify.annotations.NullMarked;
