package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.CanonicalText;
import dev.drawbridge.audit.verify.Code.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
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
    Map<Code, Long> counts,
    List<Finding> findings) {

  /** Findings of one code beyond this many are only counted. */
  public static final int MAX_PER_CODE = 100;

  public Report {
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

  /** For programs: one JSON object. */
  public String json() {
    StringBuilder json = new StringBuilder("{");
    json.append("\"origin\":").append(quoted(origin)).append(",\"intact\":").append(intact());
    json.append(",\"segments\":").append(segments).append(",\"entries\":").append(entries);
    json.append(",\"checkpoints\":").append(checkpoints);
    json.append(",\"signedEntries\":").append(signedEntries);
    json.append(",\"witnessedEntries\":").append(witnessedEntries);
    json.append(",\"root\":").append(quoted(root)).append(",\"counts\":{");
    String comma = "";
    for (Map.Entry<Code, Long> count : sorted(counts).entrySet()) {
      json.append(comma).append(quoted(count.getKey().name())).append(':').append(count.getValue());
      comma = ",";
    }
    json.append("},\"findings\":[");
    comma = "";
    for (Finding finding : findings) {
      json.append(comma).append(json(finding));
      comma = ",";
    }
    return json.append("]}").toString();
  }

  private static Map<Code, Long> sorted(Map<Code, Long> counts) {
    Map<Code, Long> sorted = new EnumMap<>(Code.class);
    sorted.putAll(counts);
    return sorted;
  }

  private static String json(Finding finding) {
    return "{\"code\":%s,\"severity\":%s,\"segment\":%d,\"index\":%d,\"detail\":%s}"
        .formatted(
            quoted(finding.code().name()),
            quoted(finding.code().severity().name()),
            finding.segment(),
            finding.index(),
            quoted(finding.detail()));
  }

  private static String quoted(String text) {
    byte[] buffer = new byte[6 * text.length() + 16];
    int length = CanonicalText.putString(buffer, 0, text);
    return new String(Arrays.copyOf(buffer, length), StandardCharsets.UTF_8);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
