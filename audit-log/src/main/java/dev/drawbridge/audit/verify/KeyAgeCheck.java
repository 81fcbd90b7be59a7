package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.SegmentHeader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether key-encryption keys are rotated. Their ids and times stand in the clear. */
final class KeyAgeCheck {

  private final Findings findings;
  private final long maxMicros;
  private final Map<String, KeyUse> uses = new LinkedHashMap<>();
  private String kid = "";
  private long first;
  private long last;
  private boolean found;

  KeyAgeCheck(Duration maxAge, Findings findings) {
    this.findings = findings;
    maxMicros = maxAge.toSeconds() * 1_000_000;
  }

  void begin(SegmentHeader header) {
    keep();
    kid = header.kekId();
    KeyUse before = uses.get(kid);
    first = before == null ? header.createdWallMicros() : before.firstMicros();
    last = before == null ? first : before.lastMicros();
    found = before != null && before.lastMicros() - first > maxMicros;
  }

  void entry(Entry entry) {
    first = Math.min(first, entry.wallMicros()); // a header may claim to be from the future
    last = Math.max(last, entry.wallMicros());
    if (!found && last - first > maxMicros) {
      found = true;
      findings.add(Code.KEY_OLD, kid);
    }
  }

  private void keep() {
    if (!kid.isEmpty()) {
      uses.put(kid, new KeyUse(kid, first, last));
    }
  }

  List<KeyUse> uses() {
    keep();
    return List.copyOf(uses.values());
  }
}
