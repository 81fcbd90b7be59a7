package dev.drawbridge.operator.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Audit;
import dev.drawbridge.api.v1alpha1.AuditDurability;
import dev.drawbridge.api.v1alpha1.AuditUnavailable;
import dev.drawbridge.api.v1alpha1.Consumer;
import dev.drawbridge.api.v1alpha1.Governance;
import dev.drawbridge.api.v1alpha1.LegalBasis;
import dev.drawbridge.api.v1alpha1.Model;
import dev.drawbridge.api.v1alpha1.ModelDeploymentSpec;
import dev.drawbridge.api.v1alpha1.ModelSource;
import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.api.v1alpha1.ServerProtocol;
import dev.drawbridge.api.v1alpha1.ServerRuntime;
import dev.drawbridge.api.v1alpha1.TlsVersion;
import dev.drawbridge.api.v1alpha1.Transport;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Trust;
import dev.drawbridge.sidecar.config.ConfigReader;
import dev.drawbridge.sidecar.config.ConsumerEntry;
import dev.drawbridge.sidecar.config.InvalidConfigException;
import dev.drawbridge.sidecar.config.SidecarConfig;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the API server lets pass, the sidecar takes. The bounds are those of the schema as it is
 * shipped; a bound that is raised there and not in the sidecar fails here.
 */
class SidecarBoundsTest {

  private static final JSONSchemaProps SPEC = spec();
  private static final int NAME = 63;

  /** Cluster and trust domain as long as may be, so identities are too. */
  private static final Trust LONGEST =
      new Trust("c".repeat(NAME), "d".repeat(NAME), "drawbridge-ca");

  private static JSONSchemaProps spec() {
    try {
      String crd =
          Files.readString(Samples.CRDS.resolve("modeldeployments.drawbridge.dev-v1.yaml"));
      return at(
          Given.read(crd, CustomResourceDefinition.class)
              .getSpec()
              .getVersions()
              .getFirst()
              .getSchema()
              .getOpenAPIV3Schema(),
          "spec");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A property, or the items of a list. */
  private static JSONSchemaProps at(JSONSchemaProps schema, String... path) {
    JSONSchemaProps found = schema;
    for (String step : path) {
      JSONSchemaProps next =
          step.equals("*") ? found.getItems().getSchema() : found.getProperties().get(step);
      found = Objects.requireNonNull(next, step);
    }
    return found;
  }

  private static int longest(String... path) {
    return Math.toIntExact(at(SPEC, path).getMaxLength());
  }

  private static int most(String... path) {
    return Math.toIntExact(at(SPEC, path).getMaxItems());
  }

  private static int highest(String... path) {
    return at(SPEC, path).getMaximum().intValue();
  }

  private static int lowest(String... path) {
    return at(SPEC, path).getMinimum().intValue();
  }

  /** As long as may be, and another for each number. */
  private static String name(int number, int length) {
    String end = String.valueOf(number);
    return "n".repeat(length - end.length()) + end;
  }

  private static List<Consumer> consumers(int number, boolean full) {
    List<String> purposes =
        full
            ? IntStream.range(0, most("consumers", "*", "purposes"))
                .mapToObj(one -> name(one, longest("consumers", "*", "purposes", "*")))
                .toList()
            : List.of();
    return IntStream.range(0, number)
        .mapToObj(
            one ->
                new Consumer(
                    name(one, full ? longest("consumers", "*", "name") : 3),
                    name(one, full ? longest("consumers", "*", "namespace") : 3),
                    purposes,
                    limit(full, "requestsPerMinute"),
                    limit(full, "tokensPerMinute"),
                    limit(full, "concurrentRequests")))
        .toList();
  }

  private static int limit(boolean full, String name) {
    String[] path = {"consumers", "*", name};
    return full ? highest(path) : lowest(path);
  }

  private static ModelDeploymentSpec spec(
      boolean full, ServerRuntime runtime, @Nullable ServerProtocol protocol, String purpose) {
    ModelDeploymentSpec usual = Given.labAssistant().getSpec();
    return new ModelDeploymentSpec(
        full ? name(0, longest("dataClassification")) : "a",
        new Model(
            full ? name(0, longest("model", "name")) : "m",
            full ? name(0, longest("model", "version")) : "1",
            new ModelSource(
                usual.model().source().uri(), full ? "sha256:" + "f".repeat(64) : null)),
        new Server(
            runtime,
            usual.server().image(),
            protocol,
            full ? highest("server", "port") : lowest("server", "port"),
            List.of(),
            List.of(),
            usual.server().resources()),
        1,
        null,
        null,
        consumers(full ? most("consumers") : 1, full),
        new Governance("somebody", purpose, full ? LegalBasis.LEGITIMATE_INTERESTS : null, null));
  }

  private static Admitted admitted(boolean full, ModelDeploymentSpec spec, Audit audit) {
    return new Admitted(
        new DeploymentKey(full ? name(0, NAME) : "n", full ? name(1, NAME) : "d"),
        spec,
        spec.dataClassification(),
        Given.admitted(Given.labAssistant()).pin(),
        new Admitted.Demands(new Transport(full ? TlsVersion.V1_3 : TlsVersion.V1_2), audit),
        new Admitted.Grounds(
            "6b7e2f0c-1d2a-4c55-9a0e-0d5b1f3c7a11",
            full ? Long.MAX_VALUE : 1,
            full ? "d".repeat(128) : "d",
            "r".repeat(300)));
  }

  private static SidecarConfig read(Trust trust, Admitted admitted) {
    String json = new SidecarRendering(trust).of(admitted).toJson();
    try {
      return ConfigReader.read(json.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidConfigException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static final Audit USUAL = new Audit(AuditDurability.GROUP, AuditUnavailable.DENY);

  static Stream<String> purposes() {
    int longest = longest("governance", "purpose");
    return Stream.of("a", "ü", "\"", "\\", "\u0001", "\u2028", "\ud83d\ude00", "a\n", " b")
        .map(text -> text.repeat(longest / text.length()));
  }

  @ParameterizedTest
  @MethodSource("purposes")
  void takesTheFullestAndTheEmptiestSpecWithAnyPurpose(String purpose) {
    ModelDeploymentSpec fullest = spec(true, ServerRuntime.CUSTOM, null, purpose);
    ModelDeploymentSpec emptiest = spec(false, ServerRuntime.CUSTOM, null, purpose);

    SidecarConfig full = read(LONGEST, admitted(true, fullest, USUAL));
    SidecarConfig empty = read(Given.trust(), admitted(false, emptiest, USUAL));

    assertThat(full.consumers()).hasSize(most("consumers"));
    assertThat(full.consumers())
        .allSatisfy(
            one -> {
              assertThat(one.requestsPerMinute()).isEqualTo(asked(true, "requestsPerMinute"));
              assertThat(one.tokensPerMinute()).isEqualTo(asked(true, "tokensPerMinute"));
              assertThat(one.concurrentRequests()).isEqualTo(asked(true, "concurrentRequests"));
              assertThat(one.purposes()).hasSize(most("consumers", "*", "purposes"));
            });
    assertThat(empty.consumers())
        .extracting(ConsumerEntry::requestsPerMinute)
        .containsExactly(asked(false, "requestsPerMinute"));
  }

  private static OptionalInt asked(boolean full, String limit) {
    return OptionalInt.of(limit(full, limit));
  }

  @Test
  void takesASpecWithoutConsumersAndGovernance() {
    ModelDeploymentSpec spec = Given.publicDemo().getSpec();

    assertThat(read(Given.trust(), admitted(false, spec, USUAL)).consumers()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ServerRuntime.class)
  void takesEveryRuntime(ServerRuntime runtime) {
    ModelDeploymentSpec spec = spec(true, runtime, null, "support");

    assertThat(read(LONGEST, admitted(true, spec, USUAL)).protocol().text())
        .isEqualTo(Given.yaml(ServerProtocol.of(runtime)).replaceAll("[^A-Za-z]", ""));
  }

  @ParameterizedTest
  @EnumSource(ServerProtocol.class)
  void takesEveryProtocol(ServerProtocol protocol) {
    ModelDeploymentSpec spec = spec(true, ServerRuntime.CUSTOM, protocol, "support");

    assertThat(read(LONGEST, admitted(true, spec, USUAL)).upstream().port())
        .isEqualTo(highest("server", "port"));
  }

  static Stream<Audit> audits() {
    return Arrays.stream(AuditDurability.values())
        .flatMap(
            durability ->
                Arrays.stream(AuditUnavailable.values())
                    .map(unavailable -> new Audit(durability, unavailable)));
  }

  @ParameterizedTest
  @MethodSource("audits")
  void takesEveryWayToRecord(Audit audit) {
    ModelDeploymentSpec spec = spec(false, ServerRuntime.VLLM, null, "support");

    SidecarConfig config = read(Given.trust(), admitted(false, spec, audit));

    assertThat(config.audit().durability().name()).isEqualTo(audit.durability().name());
    assertThat(config.audit().onUnavailable().name()).isEqualTo(audit.onUnavailable().name());
  }

  @ParameterizedTest
  @EnumSource(LegalBasis.class)
  void takesEveryLegalBasis(LegalBasis basis) {
    ModelDeploymentSpec spec = spec(true, ServerRuntime.VLLM, null, "support");
    ModelDeploymentSpec other =
        new ModelDeploymentSpec(
            spec.dataClassification(),
            spec.model(),
            spec.server(),
            spec.replicas(),
            spec.storage(),
            spec.placement(),
            spec.consumers(),
            new Governance("somebody", "support", basis, null));

    assertThat(read(LONGEST, admitted(true, other, USUAL)).policy().legalBasis()).isPresent();
  }
}
