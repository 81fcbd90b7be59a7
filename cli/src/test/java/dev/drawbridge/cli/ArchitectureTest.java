package dev.drawbridge.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(packages = "dev.drawbridge.cli", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String CLI = "dev.drawbridge.cli.";

  @ArchTest
  static final ArchRule importsPointInwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("failure")
          .definedBy(CLI + "failure..")
          .layer("input")
          .definedBy(CLI + "input..")
          .layer("verify")
          .definedBy(CLI + "verify..")
          .layer("report")
          .definedBy(CLI + "report..")
          .layer("proof")
          .definedBy(CLI + "proof..")
          .layer("entries")
          .definedBy(CLI + "entries..")
          .layer("cluster")
          .definedBy(CLI + "cluster..")
          .layer("fetch")
          .definedBy(CLI + "fetch..")
          .layer("audit")
          .definedBy(CLI + "audit..")
          .whereLayer("failure")
          .mayNotAccessAnyLayer()
          .whereLayer("input")
          .mayOnlyAccessLayers("failure")
          .whereLayer("verify")
          .mayOnlyAccessLayers("failure", "input")
          .whereLayer("report")
          .mayOnlyAccessLayers("verify", "input")
          .whereLayer("proof")
          .mayOnlyAccessLayers("failure", "input")
          .whereLayer("entries")
          .mayOnlyAccessLayers("report")
          .whereLayer("cluster")
          .mayOnlyAccessLayers("failure")
          .whereLayer("fetch")
          .mayOnlyAccessLayers("failure", "cluster")
          .whereLayer("audit")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule itIsOffline =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net..", "java.nio.channels..", "javax.net..", "java.rmi..", "com.sun.net..")
          .because("whoever runs it need not trust that nothing leaves the machine");

  @ArchTest
  static final ArchRule onlyKubectlIsStarted =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI + "cluster..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class, Process.class, Runtime.class)
          .because("nothing leaves the machine but by kubectl, with what its user may do");

  @ArchTest
  static final ArchRule onlyTheCommandsKnowTheirLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackages(CLI + "audit..", "dev.drawbridge.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("dev.drawbridge.(**)").should().beFreeOfCycles();
}
