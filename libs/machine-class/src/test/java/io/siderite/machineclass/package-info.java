@NullMarked
package io.siderite.machineclass;

import org.jspecify.annotations.NullMarked;
