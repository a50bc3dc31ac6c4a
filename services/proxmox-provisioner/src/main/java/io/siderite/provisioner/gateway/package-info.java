/** What is asked of omni-watcher: join configs and boot assets, fetched where they are used. */
@NullMarked
package io.siderite.provisioner.gateway;

import org.jspecify.annotations.NullMarked;
