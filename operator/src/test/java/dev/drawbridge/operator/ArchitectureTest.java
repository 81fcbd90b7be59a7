package dev.drawbridge.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.time.Instant;

/** Who may know whom. A rule here is a decision; docs/architecture.md has the reasons. */
@AnalyzeClasses(
    packages = {"dev.drawbridge.api", "dev.drawbridge.operator"},
    importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String OPERATOR = "dev.drawbridge.operator.";

  /** What can be run in a test without a cluster, a framework or a server. */
  private static final String[] CORE = {
    "dev.drawbridge.api..",
    OPERATOR + "plan..",
    OPERATOR + "policy..",
    OPERATOR + "status..",
    OPERATOR + "validation..",
    OPERATOR + "control.."
  };

  @ArchTest
  static final ArchRule importsPointInwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("api")
          .definedBy("dev.drawbridge.api..")
          .layer("plan")
          .definedBy(OPERATOR + "plan..")
          .layer("status")
          .definedBy(OPERATOR + "status..")
          .layer("policy")
          .definedBy(OPERATOR + "policy..")
          .layer("validation")
          .definedBy(OPERATOR + "validation..")
          .layer("control")
          .definedBy(OPERATOR + "control..")
          .layer("keys")
          .definedBy(OPERATOR + "keys..")
          .layer("cluster")
          .definedBy(OPERATOR + "cluster..")
          .layer("probe")
          .definedBy(OPERATOR + "probe..")
          .layer("collector")
          .definedBy(OPERATOR + "collector..")
          .layer("classification")
          .definedBy(OPERATOR + "classification..")
          .layer("deployment")
          .definedBy(OPERATOR + "deployment..")
          .layer("webhook")
          .definedBy(OPERATOR + "webhook..")
          .layer("observability")
          .definedBy(OPERATOR + "observability..")
          .layer("config")
          .definedBy(OPERATOR + "config..")
          .whereLayer("api")
          .mayNotAccessAnyLayer()
          .whereLayer("plan")
          .mayOnlyAccessLayers("api")
          .whereLayer("status")
          .mayOnlyAccessLayers("api")
          .whereLayer("policy")
          .mayOnlyAccessLayers("api", "plan")
          .whereLayer("validation")
          .mayOnlyAccessLayers("api", "plan", "policy")
          .whereLayer("control")
          .mayOnlyAccessLayers("api", "plan", "status")
          .whereLayer("keys")
          .mayOnlyAccessLayers("api", "plan", "control")
          .whereLayer("cluster")
          .mayOnlyAccessLayers("api", "plan", "policy")
          .whereLayer("probe")
          .mayOnlyAccessLayers("api", "plan", "control", "cluster")
          .whereLayer("collector")
          .mayOnlyAccessLayers("api", "plan", "control", "cluster")
          .whereLayer("classification")
          .mayOnlyAccessLayers("api", "plan", "status", "cluster")
          .whereLayer("deployment")
          .mayOnlyAccessLayers(
              "api",
              "plan",
              "policy",
              "status",
              "validation",
              "control",
              "keys",
              "cluster",
              "probe")
          .whereLayer("webhook")
          .mayOnlyAccessLayers("api", "policy", "validation", "cluster", "classification")
          .whereLayer("observability")
          .mayOnlyAccessLayers("api", "policy", "status", "cluster", "probe", "collector")
          .whereLayer("config")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule everyPackageHasItsPlace =
      noClasses()
          .should()
          .resideOutsideOfPackages(
              "dev.drawbridge.api..",
              OPERATOR + "plan..",
              OPERATOR + "status..",
              OPERATOR + "policy..",
              OPERATOR + "validation..",
              OPERATOR + "control..",
              OPERATOR + "keys..",
              OPERATOR + "cluster..",
              OPERATOR + "probe..",
              OPERATOR + "collector..",
              OPERATOR + "classification..",
              OPERATOR + "deployment..",
              OPERATOR + "webhook..",
              OPERATOR + "observability..",
              OPERATOR + "config..")
          .because("a package without a line in this test may import whatever it likes");

  @ArchTest
  static final ArchRule theCoreKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.javaoperatorsdk..",
              "io.quarkus..",
              "io.quarkiverse..",
              "io.smallrye..",
              "io.micrometer..",
              "jakarta..",
              "org.eclipse.microprofile..",
              "org.slf4j..")
          .because("what decides must be testable as functions of its input");

  @ArchTest
  static final ArchRule theCoreHasNoKubernetesClient =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.fabric8.kubernetes.client..")
                  .and(DescribedPredicate.not(onlyDescribesObjects())))
          .because("facts come in as arguments, and objects go out as results");

  /** Of the client's packages, those that are about objects and not about asking for them. */
  private static DescribedPredicate<JavaClass> onlyDescribesObjects() {
    return belongToAnyOf(CustomResource.class)
        .or(resideInAPackage("io.fabric8.kubernetes.client.utils.."))
        .as("custom resource or serialization");
  }

  @ArchTest
  static final ArchRule onlyTheOpaClientAndTheCollectorTalkToTheNetwork =
      noClasses()
          .that(
              DescribedPredicate.not(
                  nameMatching(
                      ".*\\.(policy\\.(OpaClient|OpaCredentials|LimitedBody)|collector\\.(PodCalls|HttpPodLog))(\\$.*)?")))
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.net.http..", "javax.net.ssl.."))
          .because("deadline, token and trust are seen to in one place");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("dev.drawbridge.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule controlsStandAlone =
      slices()
          .matching(OPERATOR + "control.(*)..")
          .should()
          .notDependOnEachOther()
          .because("a control can be added or taken away without touching another");

  @ArchTest
  static final ArchRule timeComesFromOutside =
      noClasses()
          .that()
          .resideOutsideOfPackage(OPERATOR + "config..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("a test sets the clock");
}
