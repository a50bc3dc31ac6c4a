package io.siderite.omnisim;

import io.siderite.omnisim.controllers.ConfigPatches;
import io.siderite.omnisim.controllers.Controllers;
import io.siderite.omnisim.controllers.MachineClasses;
import io.siderite.omnisim.controllers.MachineSets;
import io.siderite.omnisim.controllers.Providers;
import io.siderite.omnisim.controllers.Registrations;
import io.siderite.omnisim.controllers.RequestStatuses;
import io.siderite.omnisim.cosi.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Omni without its servers: the state, what administrators set up in it, and the controllers that act on it. */
record Omni(
        Store store,
        Controllers controllers,
        Providers providers,
        MachineClasses classes,
        MachineSets sets,
        Registrations registrations) {

    static Omni create(Clock clock, Supplier<Duration> leaveClusterDelay) {
        var store = new Store(clock);
        var controllers = new Controllers();
        var providers = new Providers(store, clock);
        var classes = new MachineClasses(providers);
        var sets = new MachineSets(store, providers, classes);
        var registrations = new Registrations(store);
        controllers.run(
                store,
                List.of(
                        sets,
                        new RequestStatuses(store, controllers, leaveClusterDelay),
                        new ConfigPatches(store),
                        registrations));
        return new Omni(store, controllers, providers, classes, sets, registrations);
    }
}
