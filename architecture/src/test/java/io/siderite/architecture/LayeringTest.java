package io.siderite.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.siderite", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

    private static final String[] SERVICES = {
        "io.siderite.watcher..",
        "io.siderite.evaluator..",
        "io.siderite.allocator..",
        "io.siderite.provisioner..",
        "io.siderite.reporter..",
        "io.siderite.standalone.."
    };

    private static final String[] LIBRARIES = {
        "io.siderite.eventing..",
        "io.siderite.omni..",
        "io.siderite.proxmox..",
        "io.siderite.machineclass..",
        "io.siderite.settings..",
        "io.siderite.networks..",
        "io.siderite.placement..",
        "io.siderite.inventory.."
    };

    private static final String[] SIMULATORS = {"io.siderite.omnisim..", "io.siderite.proxmoxsim.."};

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther = SlicesRuleDefinition.slices()
            .matching("io.siderite.(watcher|evaluator|allocator|provisioner|reporter)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule librariesDoNotKnowWhoUsesThem = noClasses()
            .that()
            .resideInAnyPackage(LIBRARIES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICES)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(SIMULATORS)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("io.siderite.cli..");

    @ArchTest
    static final ArchRule servicesDoNotKnowTheSimulators = noClasses()
            .that()
            .resideInAnyPackage(SERVICES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SIMULATORS);

    @ArchTest
    static final ArchRule simulatorsKnowTheContractsAlone = noClasses()
            .that()
            .resideInAnyPackage(SIMULATORS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LIBRARIES)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICES);

    @ArchTest
    static final ArchRule coresArePure = classes()
            .that()
            .resideInAnyPackage("io.siderite.(*).core..", "io.siderite.placement..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "io.siderite.(*).core..",
                    "io.siderite.proto..",
                    // As pure as a core is: the vocabularies of classes, of networks and of VMs, and the choice of a
                    // place.
                    "io.siderite.machineclass..",
                    "io.siderite.networks..",
                    "io.siderite.placement..",
                    "io.siderite.inventory.identity..",
                    "com.google.protobuf..",
                    "org.jspecify..",
                    "com.google.errorprone.annotations..");

    @ArchTest
    static final ArchRule mutinyStaysInStores = noClasses()
            .that()
            .resideOutsideOfPackages("io.siderite.(*).store..", "io.siderite.eventing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.smallrye.mutiny..");

    @ArchTest
    static final ArchRule nothingIsADrawer = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .resideInAnyPackage("..common..", "..util..", "..helper..");
}
