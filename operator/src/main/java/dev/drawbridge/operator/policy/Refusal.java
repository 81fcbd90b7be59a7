package dev.drawbridge.operator.policy;

import dev.drawbridge.api.decision.ControlReference;
import dev.drawbridge.api.decision.Enforcement;
import dev.drawbridge.api.decision.Finding;
import dev.drawbridge.api.decision.Outcome;
import java.util.List;

/**
 * What a person reads about a decision. A refused creation leaves no object behind, so this text is
 * all there is.
 */
public final class Refusal {

  /** More would bury the first; the rest shows when these are mended. */
  private static final int SHOWN = 3;

  /** Longer ones the API server cuts (Kubernetes admission webhook documentation). */
  private static final int LONGEST_WARNING = 256;

  public static String of(Ruling ruling) {
    List<Finding> denying = ruling.findings().stream().filter(PolicyGate::denies).toList();
    StringBuilder text = new StringBuilder("refused by policy:");
    denying.stream().limit(SHOWN).forEach(finding -> text.append("\n  ").append(line(finding)));
    if (denying.size() > SHOWN) {
      text.append("\n  +%d more, shown when these are mended".formatted(denying.size() - SHOWN));
    }
    return text.append("\n  (decision %s, policies %s)".formatted(ruling.id(), ruling.revision()))
        .toString();
  }

  public static String of(Fault fault) {
    String lead =
        fault.kind().isOutage() ? "policy cannot be asked" : "policy gave no usable decision";
    return "%s, so nothing is changed [%s]: %s"
        .formatted(lead, fault.kind().text(), fault.message());
  }

  /** What the user is told although the change is let in. */
  public static List<String> warnings(Ruling ruling) {
    return ruling.findings().stream()
        .filter(finding -> !PolicyGate.denies(finding))
        .filter(finding -> finding.enforcement() != Enforcement.AUDIT)
        .map(Refusal::warning)
        .toList();
  }

  private static String warning(Finding finding) {
    String text =
        finding.outcome() == Outcome.EXEMPTED && finding.exemption() != null
            ? "[%s] %s; exempted by %s until %s"
                .formatted(
                    finding.policyId(),
                    finding.message(),
                    finding.exemption().name(),
                    finding.exemption().expiresAt())
            : line(finding);
    return text.length() <= LONGEST_WARNING ? text : text.substring(0, LONGEST_WARNING - 3) + "...";
  }

  private static String line(Finding finding) {
    StringBuilder text =
        new StringBuilder("[%s] %s".formatted(finding.policyId(), finding.message()));
    if (finding.remediation() != null) {
      text.append("; fix: ").append(finding.remediation().summary());
    }
    finding.controls().stream()
        .findFirst()
        .map(ControlReference::ref)
        .ifPresent(reference -> text.append("; ref ").append(reference));
    return text.toString();
  }

  private Refusal() {}
}
