/**
 * Command line, environment and files, read into flat configuration keys. {@link io.siderite.settings.Settings#read} is
 * the way in; everything that is wrong comes back as sentences, all at once.
 */
@NullMarked
package io.siderite.settings;

import org.jspecify.annotations.NullMarked;
