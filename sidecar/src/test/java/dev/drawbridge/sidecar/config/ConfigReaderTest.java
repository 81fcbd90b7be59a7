package dev.drawbridge.sidecar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drawbridge.sidecar.config.InvalidConfigException.Problem;
import dev.drawbridge.sidecar.protocol.Protocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

  private static final String GOLDEN = GoldenConfig.text();

  @Test
  void readsEveryMember() throws Exception {
    SidecarConfig config = read(GOLDEN);

    assertThat(config.generation()).isEqualTo(7);
    assertThat(config.origin())
        .isEqualTo(new SidecarConfig.Origin("c1", "research", "lab-assistant"));
    assertThat(config.model())
        .isEqualTo(
            new SidecarConfig.Model(
                "6b7e2f0c-1d2a-4c55-9a0e-0d5b1f3c7a11",
                "mistral",
                "2026-10-01",
                "sha256:" + "1f".repeat(32)));
    assertThat(config.policy())
        .isEqualTo(
            new SidecarConfig.Policy(
                "confidential",
                Optional.of("support"),
                Optional.of("GDPR 6(1)(b)"),
                "5d0f6b3e-8a0e-4a8f-9d1c-2f6f0a7b9c33",
                "sha256:" + "2e".repeat(32),
                "confidential"));
    assertThat(config.protocol()).isEqualTo(Protocol.OPENAI);
    assertThat(config.upstream())
        .isEqualTo(new SidecarConfig.Upstream(8000, Optional.of("/health")));
    assertThat(config.trust())
        .isEqualTo(
            new SidecarConfig.Trust(
                "drawbridge.internal", "spiffe://drawbridge.internal/collector"));
    assertThat(config.tls().minimumVersion()).isEqualTo(SidecarConfig.Tls.Version.V1_3);
    assertThat(config.consumers())
        .containsExactly(
            new ConsumerEntry(
                "chatbot",
                "frontend",
                "spiffe://drawbridge.internal/ns/frontend/consumer/chatbot",
                List.of("support"),
                OptionalInt.of(600),
                OptionalInt.of(200_000),
                OptionalInt.of(32)));
    assertThat(config.limits())
        .isEqualTo(
            new SidecarConfig.Limits(
                4_194_304,
                16_384,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(300),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3_600),
                2_000,
                256,
                Duration.ofSeconds(30)));
    assertThat(config.audit())
        .isEqualTo(
            new SidecarConfig.Audit(
                SidecarConfig.Audit.Durability.GROUP,
                SidecarConfig.Audit.OnUnavailable.DENY,
                536_870_912));
  }

  @Test
  void itsDigestIsThatOfTheBytes() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(GOLDEN.getBytes(StandardCharsets.UTF_8));

    assertThat(read(GOLDEN).digest()).isEqualTo("sha256:" + HexFormat.of().formatHex(hash));
    assertThat(read(GOLDEN + " ").digest()).isNotEqualTo(read(GOLDEN).digest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    \"purpose\": \"support\",\n",
        "    \"legalBasis\": \"GDPR 6(1)(b)\",\n",
        ",\n    \"readinessPath\": \"/health\"",
        "      \"requestsPerMinute\": 600,\n",
        "      \"tokensPerMinute\": 200000,\n",
        ",\n      \"concurrentRequests\": 32",
        "      \"purposes\": [\n        \"support\"\n      ],\n",
      })
  void someMembersMayBeLeftOut(String member) throws Exception {
    assertThat(GOLDEN).contains(member);

    read(GOLDEN.replace(member, ""));
  }

  @Test
  void withoutConsumersNobodyMayAskAndThatIsValid() throws Exception {
    String none = GOLDEN.replaceFirst("(?s)\"consumers\": \\[.*?\\n  \\]", "\"consumers\": []");

    assertThat(read(none).consumers()).isEmpty();
  }

  static Stream<Arguments> wrongMembers() {
    return Stream.of(
        arguments("\"version\": 1", "\"version\": 2", "version is 2: use the number 1"),
        arguments("\"version\": 1", "\"version\": \"1\"", "version is \"1\": use the number 1"),
        arguments("\"version\": 1", "\"versio\": 1", "version is missing: add the number 1"),
        arguments(
            "\"generation\": 7,",
            "",
            "generation is missing: add a whole number from 1 to 9223372036854775807"),
        arguments(
            "\"generation\": 7",
            "\"generation\": 7.5",
            "generation is 7.5: use a whole number from 1 to 9223372036854775807"),
        arguments(
            "\"generation\": 7",
            "\"generation\": 1e400",
            "generation is Infinity: use a whole number from 1 to 9223372036854775807"),
        arguments(
            "\"c1\"", "null", "origin.cluster is null: use a DNS name of at most 253 characters"),
        arguments(
            "\"c1\"",
            "\"C1\"",
            "origin.cluster is \"C1\": use a DNS name of at most 253 characters"),
        arguments(
            "\"c1\"",
            "\"a/b\"",
            "origin.cluster is \"a/b\": use a DNS name of at most 253 characters"),
        arguments(
            "\"name\": \"mistral\"",
            "\"name\": \"\"",
            "model.name is \"\": use one line of 1 to 256 characters"),
        arguments(
            "\"name\": \"mistral\"",
            "\"name\": \"a\\nb\"",
            "model.name is \"a?b\": use one line of 1 to 256 characters"),
        arguments(
            "sha256:1f",
            "md5:1f",
            "model.digest is \"md5:"
                + "1f".repeat(28)
                + "1...\": use sha256: and 64 lower-case hex digits"),
        arguments(
            "\"OpenAI\"",
            "\"openai\"",
            "protocol is \"openai\": use one of OpenAI, OpenInference, HTTP, GRPC"),
        arguments(
            "\"port\": 8000",
            "\"port\": 8443",
            "upstream.port is 8443, which belongs to the sidecar: use a port outside 8443 to 8447"),
        arguments(
            "\"port\": 8000",
            "\"port\": 65536",
            "upstream.port is 65536: use a whole number from 1 to 65535"),
        arguments(
            "\"/health\"",
            "\"health\"",
            "upstream.readinessPath is \"health\": use a path that begins with /"),
        arguments(
            "\"/health\"",
            "\"/he alth\"",
            "upstream.readinessPath is \"/he alth\": use a path that begins with /"),
        arguments(
            "\"minimumVersion\": \"1.3\"",
            "\"minimumVersion\": \"1.1\"",
            "tls.minimumVersion is \"1.1\": use one of 1.2, 1.3"),
        arguments(
            "\"minimumVersion\": \"1.3\"",
            "\"minimumVersion\": 1.3",
            "tls.minimumVersion is 1.3: use one of 1.2, 1.3"),
        arguments(
            "\"name\": \"chatbot\"",
            "\"name\": \"chat_bot\"",
            "consumers[0].name is \"chat_bot\": use a DNS label of at most 63 characters"),
        arguments(
            "\"support\"\n      ]",
            "\"support\", 3\n      ]",
            "consumers[0].purposes[1] is 3: use a DNS label of at most 63 characters"),
        arguments(
            "\"requestsPerMinute\": 600",
            "\"requestsPerMinute\": 0",
            "consumers[0].requestsPerMinute is 0: use a whole number from 1 to 10000000"),
        arguments(
            "\"requestsPerMinute\": 600",
            "\"requestsPerMinute\": null",
            "consumers[0].requestsPerMinute is null: use a whole number from 1 to 10000000"),
        arguments(
            "\"bodyBytes\": 4194304",
            "\"bodyBytes\": 99999999999999999999",
            "limits.bodyBytes is 1.0E20: use a whole number from 1 to 1073741824"),
        arguments(
            "\"drainSeconds\": 30",
            "\"drainSeconds\": -1",
            "limits.drainSeconds is -1: use a whole number from 0 to 86400"),
        arguments(
            "\"drainSeconds\": 30",
            "\"drainSeconds\": 30, \"retries\": 3",
            "limits.retries is unknown: remove it, or use bodyBytes, headerBytes, headerTimeoutSeconds, bodyTimeoutSeconds, idleTimeoutSeconds, modelTimeoutSeconds, writeStallSeconds, connectionMaxAgeSeconds, connections, concurrentRequests, drainSeconds"),
        arguments(
            "\"drainSeconds\": 30",
            "\"drainSeconds\": 30, \"drainSeconds\": 30",
            "limits.drainSeconds occurs twice: keep one of them"),
        arguments(
            "\"Group\"",
            "\"group\"",
            "audit.durability is \"group\": use one of Strict, Group, Async"),
        arguments("\"Deny\"", "true", "audit.onUnavailable is true: use one of Deny, AllowWithGap"),
        arguments(
            "\"quotaBytes\": 536870912",
            "\"quotaBytes\": 1",
            "audit.quotaBytes is 1: use a whole number from 65536 to 1099511627776"),
        arguments(
            "spiffe://drawbridge.internal/collector",
            "spiffe://elsewhere/collector",
            "trust.collector is outside the trust domain drawbridge.internal: use an id that begins with spiffe://drawbridge.internal/"),
        arguments(
            "spiffe://drawbridge.internal/ns/frontend/consumer/chatbot",
            "spiffe://elsewhere/ns/frontend/consumer/chatbot",
            "consumers[0].spiffe is outside the trust domain drawbridge.internal: use an id that begins with spiffe://drawbridge.internal/"),
        arguments(
            "spiffe://drawbridge.internal/ns/frontend/consumer/chatbot",
            "spiffe://drawbridge.internal/collector",
            "consumers[0].spiffe is the same as trust.collector: give each its own, or remove one"),
        arguments("\"tls\": {", "\"tls\": [], \"x\": {", "tls is a list: use an object"));
  }

  @ParameterizedTest
  @MethodSource("wrongMembers")
  void saysWhichMemberIsWrongWhyAndWhatWouldBeRight(String right, String wrong, String problem) {
    assertThat(GOLDEN).contains(right);

    assertThat(problems(GOLDEN.replace(right, wrong)))
        .extracting(Problem::toString)
        .contains(problem);
  }

  @Test
  void saysEverythingAtOnceAndNothingTwice() {
    String wrong =
        GOLDEN
            .replace("\"generation\": 7", "\"generation\": 0")
            .replaceFirst("(?s)\"upstream\": \\{.*?\\},", "")
            .replace("\"tokensPerMinute\": 200000", "\"tokensPerMinute\": \"many\"")
            .replace("\"durability\": \"Group\"", "\"durability\": \"Fast\"");

    assertThat(problems(wrong))
        .extracting(Problem::path)
        .containsExactly(
            "generation", "upstream", "consumers[0].tokensPerMinute", "audit.durability");
  }

  @Test
  void anotherVersionIsNotJudgedByTheRulesOfThisOne() {
    assertThat(problems("{\"version\": 2, \"everything\": \"new\"}"))
        .extracting(Problem::path)
        .containsExactly("version");
  }

  static Stream<Arguments> noConfigurations() {
    return Stream.of(
        arguments("", "is null"),
        arguments("null", "is null"),
        arguments("[]", "is a list"),
        arguments("{\"version\": 1", "is not JSON at line 1, column"),
        arguments("{\"version\": 1} {}", "goes on behind its end"),
        arguments("{\"version\": 1,}", "is not JSON at line 1, column"),
        arguments("{'version': 1}", "is not JSON at line 1, column"),
        arguments("[".repeat(20) + "]".repeat(20), "is not JSON"));
  }

  @ParameterizedTest
  @MethodSource("noConfigurations")
  void aFileThatIsNoConfigurationAtAllIsSaidToBeNone(String file, String reason) {
    assertThat(problems(file).getFirst().path()).isEqualTo("$");
    assertThat(problems(file).getFirst().reason()).startsWith(reason);
  }

  @Test
  void aFileThatNoConfigMapCouldHoldIsNotRead() {
    assertThat(problems(GOLDEN + " ".repeat(1 << 20)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.fix()).isEqualTo("keep it within 1 MiB"));
  }

  @Test
  void twoConsumersCannotShareAnIdentity() {
    String second =
        GOLDEN.replaceFirst("(?s)\"consumers\": \\[(.*?)\\n  \\]", "\"consumers\": [$1,$1]");

    assertThat(problems(second))
        .extracting(Problem::toString)
        .containsExactly(
            "consumers[1].spiffe is the same as consumers[0].spiffe: give each its own, or remove"
                + " one");
  }

  @Test
  void textsThatNoRecordCouldHoldAreRefusedBeforeARequestComes() {
    String longest =
        GOLDEN.replace("GDPR 6(1)(b)", "x".repeat(256)).replace("2026-10-01", "y".repeat(200));

    assertThat(problems(longest))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason()).contains("texts for every record of");
              assertThat(problem.fix()).contains("legalBasis").contains("500");
            });
  }

  @Test
  void neitherCutNorChangedBytesMakeItFailInAnotherWay() {
    Random random = new Random(5);
    byte[] golden = GOLDEN.getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = Arrays.copyOf(golden, random.nextInt(golden.length + 1));
      for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(ConfigReader.read(bytes).digest()).startsWith("sha256:");
      } catch (InvalidConfigException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }

  /** Each member with its unit and range, and no other. */
  @Test
  void theDocumentListsEveryMember() throws Exception {
    Set<String> members = new TreeSet<>();
    members(JsonTree.parse(GOLDEN.getBytes(StandardCharsets.UTF_8), new Problems()), "", members);

    assertThat(
            Files.readAllLines(Path.of("../docs/sidecar-configuration.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3))))
        .containsExactlyInAnyOrderElementsOf(members);
  }

  private static void members(Object value, String path, Set<String> found) {
    switch (value) {
      case Map<?, ?> object ->
          object.forEach((name, member) -> members(member, path + "." + name, found));
      case List<?> list when list.getFirst() instanceof Map<?, ?> -> {
        found.add(path.substring(1));
        list.forEach(item -> members(item, path + "[]", found));
      }
      default -> found.add(path.substring(1));
    }
  }

  private static SidecarConfig read(String json) throws InvalidConfigException {
    return ConfigReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Problem> problems(String json) {
    InvalidConfigException refusal =
        catchThrowableOfType(InvalidConfigException.class, () -> read(json));
    assertThat(refusal).as("the file was taken").isNotNull();
    return refusal.problems();
  }
}
