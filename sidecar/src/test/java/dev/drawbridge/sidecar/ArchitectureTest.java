package dev.drawbridge.sidecar;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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

  /** Nothing goes over a body, or a head, once more for each thing that it looks for. */
  @ArchTest
  static final ArchRule NO_REGULAR_EXPRESSION_ON_THE_WAY_OF_A_REQUEST =
      noClasses()
          .that()
          .resideInAnyPackage("..sidecar.proxy..", "..sidecar.inspection..", "..sidecar.record..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.regex..")
          .orShould()
          .callMethodWhere(
              target(owner(type(String.class)))
                  .and(target(nameMatching("split|matches|replaceAll|replaceFirst"))));

  /** A second reader of the same bytes would have to be one of these. */
  @ArchTest
  static final ArchRule BODIES_ARE_READ_IN_ONE_PLACE =
      classes()
          .that()
          .resideInAPackage("..sidecar.inspection..")
          .and()
          .haveSimpleNameEndingWith("Inspection")
          .should()
          .onlyBeAccessed()
          .byClassesThat(
              resideInAPackage("..sidecar.inspection..")
                  .or(simpleName("WholeBody"))
                  .or(simpleName("AnswerMeter")));

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.drawbridge.sidecar.(*)..").should().beFreeOfCycles();
}
