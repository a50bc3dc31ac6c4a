package io.siderite.cli.machineclass;

import picocli.CommandLine.Command;

/** What can be done with machine classes. */
@Command(
        name = "class",
        mixinStandardHelpOptions = true,
        description = "Looks at machine classes.",
        subcommands = ClassCheckCommand.class)
public class ClassCommand {}
