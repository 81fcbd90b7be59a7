package dev.drawbridge.operator.control.audit;

import dev.drawbridge.api.v1alpha1.Consumer;
import dev.drawbridge.api.v1alpha1.Governance;
import dev.drawbridge.api.v1alpha1.ModelDeploymentSpec;
import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.RuntimePreset;
import dev.drawbridge.operator.plan.Sha256;
import dev.drawbridge.operator.plan.Trust;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the configuration of a door from what was admitted. */
final class SidecarRendering {

  /** Of a model that nobody pinned, which policy usually forbids: plainly no digest. */
  static final String NO_DIGEST = "sha256:" + "0".repeat(64);

  /**
   * A record has room for about this many bytes of texts that are in all of them. Only the purpose
   * of the deployment is free text, so it is what gives way.
   */
  private static final int ROOM = 480;

  /** No text of a configuration has more. */
  private static final int LONGEST = 256;

  private final Trust trust;

  SidecarRendering(Trust trust) {
    this.trust = trust;
  }

  SidecarDocument of(Admitted admitted) {
    ModelDeploymentSpec spec = admitted.spec();
    Server server = spec.server();
    return new SidecarDocument(
        SidecarDocument.VERSION,
        admitted.grounds().generation(),
        new SidecarDocument.Origin(
            trust.cluster(), admitted.key().namespace(), admitted.key().name()),
        model(admitted),
        policy(admitted),
        server.effectiveProtocol(),
        new SidecarDocument.Upstream(
            server.port(), RuntimePreset.of(server).readinessPath().orElse(null)),
        new SidecarDocument.Trusted(trust.domain(), trust.collector()),
        new SidecarDocument.Tls(admitted.demands().transport().minimumTLSVersion()),
        spec.consumers().stream().map(this::caller).toList(),
        SidecarDocument.Limits.USUAL,
        new SidecarDocument.Recording(
            admitted.demands().audit().durability(),
            admitted.demands().audit().onUnavailable(),
            SidecarDocument.Recording.QUOTA_BYTES));
  }

  private static SidecarDocument.ServedModel model(Admitted admitted) {
    var model = admitted.spec().model();
    String digest = model.source().digest();
    return new SidecarDocument.ServedModel(
        admitted.grounds().uid(),
        model.name(),
        model.version(),
        digest == null ? NO_DIGEST : digest);
  }

  private static SidecarDocument.Policy policy(Admitted admitted) {
    Governance governance = admitted.spec().governance();
    return new SidecarDocument.Policy(
        admitted.classification(),
        governance == null ? null : purpose(governance.purpose(), admitted),
        governance == null ? null : governance.legalBasis(),
        admitted.grounds().decision(),
        "sha256:" + Sha256.hex(admitted.grounds().policies().getBytes(StandardCharsets.UTF_8)),
        admitted.classification());
  }

  /** On one line, and no longer than a record has room for. */
  private static @Nullable String purpose(@Nullable String text, Admitted admitted) {
    if (text == null) {
      return null;
    }
    var model = admitted.spec().model();
    int others =
        Stream.of(
                admitted.grounds().uid(),
                model.name(),
                model.version(),
                admitted.classification(),
                admitted.classification(),
                "LegitimateInterests")
            .mapToInt(SidecarRendering::bytes)
            .sum();
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    while (!line.isEmpty() && (line.length() > LONGEST || bytes(line) > ROOM - others)) {
      line = line.substring(0, line.offsetByCodePoints(line.length(), -1)).strip();
    }
    return line.isEmpty() ? null : line;
  }

  /** As JSON, in which a quote and a backslash take two. */
  private static int bytes(String text) {
    return text.replaceAll("[\"\\\\]", "xx").getBytes(StandardCharsets.UTF_8).length;
  }

  private SidecarDocument.Caller caller(Consumer consumer) {
    return new SidecarDocument.Caller(
        consumer.name(),
        consumer.namespace(),
        trust.consumer(consumer),
        consumer.purposes(),
        consumer.requestsPerMinute(),
        consumer.tokensPerMinute(),
        consumer.concurrentRequests());
  }
}
