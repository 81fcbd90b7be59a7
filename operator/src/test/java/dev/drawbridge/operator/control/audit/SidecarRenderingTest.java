package dev.drawbridge.operator.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidecarRenderingTest {

  /** What the sidecar's own tests read. */
  private static final Path CONTRACT =
      Path.of("src", "test", "resources", "sidecar", "contract.json");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SidecarRendering rendering = new SidecarRendering(Given.trust());

  private SidecarDocument of(ModelDeployment deployment) {
    return rendering.of(Given.admitted(deployment));
  }

  private static ModelDeployment edited(String what, String by) {
    ModelDeployment before = Given.labAssistant();
    ModelDeployment after = Samples.edited(before, yaml -> yaml.replace(what, by));
    assertThat(after.getSpec()).isNotEqualTo(before.getSpec());
    return after;
  }

  @Test
  void hasTheMembersOfTheContractInTheirOrderAndNoOther() throws IOException {
    JsonNode contract = JSON.readTree(Files.readString(CONTRACT));

    JsonNode rendered = JSON.readTree(of(Given.labAssistant()).toJson());

    assertThat(members("", rendered)).isEqualTo(members("", contract));
    for (String same :
        new String[] {
          "version",
          "generation",
          "origin",
          "protocol",
          "trust",
          "tls",
          "consumers",
          "limits",
          "audit"
        }) {
      assertThat(rendered.get(same)).as(same).isEqualTo(contract.get(same));
    }
  }

  private static String members(String path, JsonNode node) {
    StringBuilder all = new StringBuilder();
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              member ->
                  all.append(path + "/" + member.getKey() + "\n")
                      .append(members(path + "/" + member.getKey(), member.getValue())));
    } else {
      node.forEach(item -> all.append(members(path + "[]", item)));
    }
    return all.toString();
  }

  @Test
  void saysOnWhichGroundsItWasAdmitted() {
    SidecarDocument.Policy policy = of(Given.labAssistant()).policy();

    assertThat(policy.classification()).isEqualTo("confidential");
    assertThat(policy.purpose()).isEqualTo("Search in lab reports");
    assertThat(policy.decision()).isEqualTo("5d0f6b3e-8a0e-4a8f-9d1c-2f6f0a7b9c33");
    assertThat(policy.digest())
        .isEqualTo("sha256:" + Sha256.hex("0.1.0-411f13f37d8b".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void leavesOutWhatIsNotSaid() throws IOException {
    JsonNode rendered = JSON.readTree(of(Given.publicDemo()).toJson());

    assertThat(rendered.get("consumers").isArray()).isTrue();
    assertThat(rendered.get("consumers")).isEmpty();
    assertThat(rendered.at("/policy/legalBasis").isMissingNode()).isTrue();
    assertThat(rendered.at("/audit/durability").asText()).isEqualTo("Async");
    assertThat(rendered.at("/audit/onUnavailable").asText()).isEqualTo("AllowWithGap");
  }

  @Test
  void aModelWithoutDigestHasPlainlyNone() {
    ModelDeployment unpinned =
        edited(
            "digest: \"sha256:3c5ebd1a4f0d8f3a4b5f2a8f4f4c38a7c6c2d1f9f1b7ad0b9f6a1c2e8d7b6a51\"",
            "digest: null");

    assertThat(of(unpinned).model().digest()).isEqualTo("sha256:" + "0".repeat(64));
  }

  @Test
  void aLongPurposeGivesWayToWhatEveryRecordNeeds() {
    ModelDeployment talkative = edited("Search in lab reports", "ü".repeat(1024));

    String purpose = String.valueOf(of(talkative).policy().purpose());

    assertThat(purpose.getBytes(StandardCharsets.UTF_8).length).isBetween(100, 400);
    assertThat(purpose).matches("ü+");
  }

  @Test
  void aPurposeIsOneLine() {
    ModelDeployment lines = edited("\"Search in lab reports\"", "\"Search\\n\\tin reports\\n\"");

    assertThat(of(lines).policy().purpose()).isEqualTo("Search in reports");
  }

  /** Else a rollout for each consumer. */
  @ParameterizedTest
  @CsvSource({
    "requestsPerMinute: 600, requestsPerMinute: 601",
    "name: \"chatbot\", name: \"bot\"",
    "legalBasis: \"LegitimateInterests\", legalBasis: \"Contract\"",
    "replicas: 2, replicas: 3",
  })
  void whatCanBeReadAgainIsNoOtherStructure(String what, String by) {
    assertThat(of(edited(what, by)).structure()).isEqualTo(of(Given.labAssistant()).structure());
  }

  @Test
  void anotherDecisionIsNoOtherStructureEither() {
    Admitted admitted = Given.admitted(Given.labAssistant());
    Admitted later =
        new Admitted(
            admitted.key(),
            admitted.spec(),
            admitted.classification(),
            admitted.pin(),
            admitted.demands(),
            new Admitted.Grounds(admitted.grounds().uid(), 9, "another", "other policies"));

    assertThat(rendering.of(later).structure()).isEqualTo(rendering.of(admitted).structure());
    assertThat(rendering.of(later).toJson()).isNotEqualTo(rendering.of(admitted).toJson());
  }

  /** A pod that took these from a newer version would ask the wrong port, or record lies. */
  @ParameterizedTest
  @CsvSource({
    "version: \"2026-10-01\", version: \"2026-11-01\"",
    "port: 8000, port: 8001",
    "name: \"mistral-7b-instruct\", name: \"mistral-8b-instruct\"",
  })
  void whatThePodWasStartedForIs(String what, String by) {
    assertThat(of(edited(what, by)).structure()).isNotEqualTo(of(Given.labAssistant()).structure());
  }

  @Test
  void isReadBackAsItWas() {
    SidecarDocument document = of(Given.labAssistant());

    assertThat(SidecarDocument.read(document.toJson())).contains(document);
    assertThat(SidecarDocument.read("{")).isEmpty();
    assertThat(SidecarDocument.read(null)).isEmpty();
  }
}
