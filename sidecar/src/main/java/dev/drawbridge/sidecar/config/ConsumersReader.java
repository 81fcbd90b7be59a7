package dev.drawbridge.sidecar.config;

import java.util.List;

/** Reads {@code consumers}. */
final class ConsumersReader {

  private static final int MOST = 1_000;
  private static final int MOST_PURPOSES = 16;
  private static final int MOST_REQUESTS = 10_000_000;
  private static final int MOST_TOKENS = 100_000_000;

  static List<ConsumerEntry> read(Section file) {
    return file.sections("consumers", MOST).stream().map(ConsumersReader::entry).toList();
  }

  private static ConsumerEntry entry(Section section) {
    ConsumerEntry entry =
        new ConsumerEntry(
            section.text("name", Form.LABEL),
            section.text("namespace", Form.LABEL),
            section.text("spiffe", Form.SPIFFE),
            section.optionalTexts("purposes", MOST_PURPOSES, Form.LABEL),
            section.optionalWhole("requestsPerMinute", 1, MOST_REQUESTS),
            section.optionalWhole("tokensPerMinute", 1, MOST_TOKENS),
            section.optionalWhole("concurrentRequests", 1, 65_535));
    section.end();
    return entry;
  }

  private ConsumersReader() {}
}
