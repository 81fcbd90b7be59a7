package dev.drawbridge.sidecar;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.drawbridge.sidecar",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** What decides and what looks into bodies can be read, tested and trusted without a network. */
  @ArchTest
  static final ArchRule PURE_PARTS_KNOW_NO_NETWORK =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..sidecar.config..",
              "..sidecar.protocol..",
              "..sidecar.inspection..",
              "..sidecar.authorisation..",
              "..sidecar.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..", "java.net..", "java.nio.file..", "java.nio.channels..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.drawbridge.sidecar.(*)..").should().beFreeOfCycles();
}
