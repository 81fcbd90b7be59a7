package dev.drawbridge.cli.verify;

import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Code.Severity;
import dev.drawbridge.audit.verify.Finding;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What came out for all logs.
 *
 * @param across findings that are about no single log
 */
public record Result(Questions questions, List<LogResult> logs, List<Finding> across) {

  public Result {
    logs = List.copyOf(logs);
    across = List.copyOf(across);
  }

  /** Whether nothing speaks of damage or tampering. */
  public boolean intact() {
    return logs.stream().allMatch(log -> log.report().intact())
        && across.stream().noneMatch(finding -> finding.code().severity() == Severity.ERROR);
  }

  /** How many findings there are of a severity. */
  public long count(Severity severity) {
    return counts().entrySet().stream()
        .filter(count -> count.getKey().severity() == severity)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How many findings there are of each code, in the order of the codes. */
  public Map<Code, Long> counts() {
    Map<Code, Long> counts = new EnumMap<>(Code.class);
    across.forEach(finding -> counts.merge(finding.code(), 1L, Long::sum));
    logs.stream()
        .map(log -> log.report().counts().entrySet())
        .flatMap(Collection::stream)
        .forEach(count -> counts.merge(count.getKey(), count.getValue(), Long::sum));
    return counts;
  }
}
