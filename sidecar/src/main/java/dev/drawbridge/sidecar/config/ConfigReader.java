package dev.drawbridge.sidecar.config;

import dev.drawbridge.sidecar.config.SidecarConfig.Audit;
import dev.drawbridge.sidecar.config.SidecarConfig.Limits;
import dev.drawbridge.sidecar.config.SidecarConfig.Model;
import dev.drawbridge.sidecar.config.SidecarConfig.Origin;
import dev.drawbridge.sidecar.config.SidecarConfig.Policy;
import dev.drawbridge.sidecar.config.SidecarConfig.Tls;
import dev.drawbridge.sidecar.config.SidecarConfig.Trust;
import dev.drawbridge.sidecar.config.SidecarConfig.Upstream;
import dev.drawbridge.sidecar.protocol.Protocol;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** Reads version 1 of {@code sidecar.json}. */
public final class ConfigReader {

  private static final int VERSION = 1;
  private static final int DAY_SECONDS = 24 * 3600;

  /**
   * Reads a whole file.
   *
   * @throws InvalidConfigException that names every problem which can be told from the others
   */
  public static SidecarConfig read(byte[] json) throws InvalidConfigException {
    Problems problems = new Problems();
    Section file = Section.of("", JsonTree.parse(json, problems), problems);
    file.whole("version", VERSION, VERSION);
    // What another version has and means, nobody here knows.
    problems.throwIfAny();

    SidecarConfig config =
        new SidecarConfig(
            digest(json),
            file.number("generation", 1, Long.MAX_VALUE),
            origin(file.section("origin")),
            model(file.section("model")),
            policy(file.section("policy")),
            file.choice("protocol", Protocol.values(), Protocol::text),
            upstream(file.section("upstream"), problems),
            trust(file.section("trust")),
            tls(file.section("tls")),
            ConsumersReader.read(file),
            limits(file.section("limits")),
            audit(file.section("audit")));
    file.end();
    problems.throwIfAny();

    Agreement.check(config, problems);
    problems.throwIfAny();
    return config;
  }

  private static String digest(byte[] json) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Origin origin(Section section) {
    Origin origin =
        new Origin(
            section.text("cluster", Form.NAME),
            section.text("namespace", Form.LABEL),
            section.text("deployment", Form.NAME));
    section.end();
    return origin;
  }

  private static Model model(Section section) {
    Model model =
        new Model(
            section.text("uid", Form.LINE),
            section.text("name", Form.LINE),
            section.text("version", Form.LINE),
            section.text("digest", Form.DIGEST));
    section.end();
    return model;
  }

  private static Policy policy(Section section) {
    Policy policy =
        new Policy(
            section.text("class", Form.NAME),
            section.optionalText("purpose", Form.LINE),
            section.optionalText("legalBasis", Form.LINE),
            section.text("decision", Form.LINE),
            section.text("digest", Form.DIGEST),
            section.text("retentionClass", Form.NAME));
    section.end();
    return policy;
  }

  private static Upstream upstream(Section section, Problems problems) {
    Upstream upstream =
        new Upstream(
            section.whole("port", 1, 65_535), section.optionalText("readinessPath", Form.PATH));
    if (upstream.port() >= 8443 && upstream.port() <= 8447) {
      problems.add(
          section.path("port"),
          "is %d, which belongs to the sidecar".formatted(upstream.port()),
          "use a port outside 8443 to 8447");
    }
    section.end();
    return upstream;
  }

  private static Trust trust(Section section) {
    Trust trust =
        new Trust(section.text("domain", Form.NAME), section.text("collector", Form.SPIFFE));
    section.end();
    return trust;
  }

  private static Tls tls(Section section) {
    Tls tls = new Tls(section.choice("minimumVersion", Tls.Version.values(), Tls.Version::text));
    section.end();
    return tls;
  }

  private static Limits limits(Section section) {
    Limits limits =
        new Limits(
            section.number("bodyBytes", 1, 1 << 30),
            section.whole("headerBytes", 256, 1 << 20),
            seconds(section, "headerTimeoutSeconds", 1),
            seconds(section, "bodyTimeoutSeconds", 1),
            seconds(section, "idleTimeoutSeconds", 1),
            seconds(section, "modelTimeoutSeconds", 1),
            seconds(section, "writeStallSeconds", 1),
            seconds(section, "connectionMaxAgeSeconds", 1),
            section.whole("connections", 1, 65_535),
            section.whole("concurrentRequests", 1, 65_535),
            seconds(section, "drainSeconds", 0));
    section.end();
    return limits;
  }

  private static Duration seconds(Section section, String name, int least) {
    return Duration.ofSeconds(section.whole(name, least, DAY_SECONDS));
  }

  private static Audit audit(Section section) {
    Audit audit =
        new Audit(
            section.choice("durability", Audit.Durability.values(), Audit.Durability::text),
            section.choice(
                "onUnavailable", Audit.OnUnavailable.values(), Audit.OnUnavailable::text),
            section.number("quotaBytes", 1 << 16, 1L << 40));
    section.end();
    return audit;
  }

  private ConfigReader() {}
}
