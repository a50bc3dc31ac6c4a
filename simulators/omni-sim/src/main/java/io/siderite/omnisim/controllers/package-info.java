/** What Omni itself does with the state: sets, finalizers, patches, registrations. */
@NullMarked
package io.siderite.omnisim.controllers;

import org.jspecify.annotations.NullMarked;
