/** What is told to machines is read once more before it is told: Omni does not, and Talos only on the machine. */
@NullMarked
package io.siderite.allocator.documents;

import org.jspecify.annotations.NullMarked;
