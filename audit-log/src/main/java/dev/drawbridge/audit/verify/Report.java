package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.verify.Code.Severity;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What a verification has found.
 *
 * @param origin name of the log
 * @param segments that were read
 * @param entries that were read
 * @param checkpoints that were checked
 * @param signedEntries entries under the log's last checkpoint
 * @param witnessedEntries entries under the last checkpoint that enough witnesses cosigned
 * @param root over all entries, in hex
 * @param activity what went on
 * @param keys key-encryption keys and their use
 * @param counts of findings by code, complete
 * @param findings in the order of the log; of each code the first {@link #MAX_PER_CODE}
 */
public record Report(
    String origin,
    int segments,
    long entries,
    long checkpoints,
    long signedEntries,
    long witnessedEntries,
    String root,
    Activity activity,
    List<KeyUse> keys,
    Map<Code, Long> counts,
    List<Finding> findings) {

  /** Findings of one code beyond this many are only counted. */
  public static final int MAX_PER_CODE = 100;

  public Report {
    keys = List.copyOf(keys);
    counts = Map.copyOf(counts);
    findings = List.copyOf(findings);
  }

  /** Whether nothing speaks of damage or tampering. */
  public boolean intact() {
    return counts.keySet().stream().noneMatch(code -> code.severity() == Severity.ERROR);
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s%n%d entries in %d segments, %d checkpoints, signed up to %d, witnessed up to %d%n"
            .formatted(origin, entries, segments, checkpoints, signedEntries, witnessedEntries));
    findings.forEach(finding -> text.append(finding).append(System.lineSeparator()));
    return text.append(intact() ? "intact" : "NOT INTACT")
        .append(System.lineSeparator())
        .toString();
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
