package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingNamesTest {

  private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

  @Test
  void aShortNameStaysReadable() {
    String name = ServingNames.namespace(new DeploymentKey("research", "demo"));

    assertThat(name).matches("md-research-demo-[0-9a-f]{10}");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "20,26", "20,27", "20,28", "63,1", "1,63", "63,63", "63,253"})
  void everyNameIsADnsLabelOfAtMost63Characters(int namespace, int name) {
    var key = new DeploymentKey("n".repeat(namespace), "m".repeat(name));

    assertThat(ServingNames.namespace(key)).matches(DNS_LABEL).hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void theCutNeverLeavesADashBeforeTheHash() {
    var key = new DeploymentKey("n".repeat(40), "m".repeat(7) + "----" + "m".repeat(20));

    assertThat(ServingNames.namespace(key)).matches(DNS_LABEL).doesNotContain("--");
  }

  @ParameterizedTest
  @CsvSource({"a-b,c,a,b-c", "a,b.c,a,b-c", "a,b,b,a"})
  void whatReadsAlikeIsStillTold(String ns1, String name1, String ns2, String name2) {
    String one = ServingNames.namespace(new DeploymentKey(ns1, name1));
    String other = ServingNames.namespace(new DeploymentKey(ns2, name2));

    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void longNamesThatDifferOnlyAtTheirEndAreStillTold() {
    String one = ServingNames.namespace(new DeploymentKey("n".repeat(63), "m".repeat(62) + "a"));
    String other = ServingNames.namespace(new DeploymentKey("n".repeat(63), "m".repeat(62) + "b"));

    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void dotsBecomeDashes() {
    String name = ServingNames.namespace(new DeploymentKey("research", "v1.2"));

    assertThat(name).startsWith("md-research-v1-2-").matches(DNS_LABEL);
  }

  @Test
  void theNameNeverChangesFromReleaseToRelease() {
    String name = ServingNames.namespace(new DeploymentKey("research", "demo"));

    // Another one would leave every running model behind.
    assertThat(name).isEqualTo("md-research-demo-2dbb9f9a77");
  }
}
