package io.siderite.cli;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import io.siderite.cli.check.CheckCommand;
import io.siderite.cli.demo.DemoCommand;
import io.siderite.cli.leases.LeasesCommand;
import io.siderite.cli.machineclass.ClassCommand;
import io.siderite.cli.sim.OmniSimCommand;
import io.siderite.cli.sim.ProxmoxSimCommand;
import io.siderite.cli.tap.DeadLettersCommand;
import io.siderite.cli.tap.TapCommand;
import picocli.CommandLine.Command;

/** What stands under {@code siderite}; {@code run} and {@code test} are the launcher's own. */
@TopCommand
@Command(
        name = "siderite",
        mixinStandardHelpOptions = true,
        description = "An event-driven Omni infrastructure provider for Proxmox VE.",
        subcommands = {
            DemoCommand.class,
            TapCommand.class,
            DeadLettersCommand.class,
            CheckCommand.class,
            ClassCommand.class,
            LeasesCommand.class,
            OmniSimCommand.class,
            ProxmoxSimCommand.class
        })
public class SideriteCommand {}
