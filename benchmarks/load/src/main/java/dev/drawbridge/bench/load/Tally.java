package dev.drawbridge.bench.load;

import java.util.Locale;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/** What was counted between the start of the measurement and its end. */
final class Tally {

  private static final long LONGEST_NANOS = 120_000_000_000L;
  private static final int DIGITS = 3;

  private final Histogram latencies = new Histogram(LONGEST_NANOS, DIGITS);
  private final Histogram delays = new Histogram(LONGEST_NANOS, DIGITS);
  private Phase phase = Phase.BEFORE;
  private long sent;
  private long failed;
  private String firstFailure = "";
  private long beganNanos;
  private long nanos;
  private long cpuMicros;

  private enum Phase {
    BEFORE,
    COUNTING,
    ENDED
  }

  void begin(long nowNanos, long serverCpuMicros) {
    phase = Phase.COUNTING;
    beganNanos = nowNanos;
    cpuMicros = -serverCpuMicros;
  }

  void end(long nowNanos, long serverCpuMicros) {
    phase = Phase.ENDED;
    nanos = nowNanos - beganNanos;
    cpuMicros += serverCpuMicros;
  }

  /** Requests from first to last, those before the measurement among them. */
  void sent(long requests) {
    sent = requests;
  }

  void answered(int status, long latencyNanos) {
    if (status != 200) {
      failed("the server answered with status " + status);
    } else if (phase == Phase.COUNTING) {
      latencies.recordValue(Math.clamp(latencyNanos, 0, LONGEST_NANOS));
    }
  }

  /** A failure counts before the measurement too: none is expected. */
  void failed(String why) {
    if (phase == Phase.ENDED) {
      return; // connections are being closed
    }
    failed++;
    if (firstFailure.isEmpty()) {
      firstFailure = why;
    }
  }

  /** How long an event was on its way from the model. */
  void delayed(long delayNanos) {
    if (phase == Phase.COUNTING) {
      delays.recordValue(Math.clamp(delayNanos, 0, LONGEST_NANOS));
    }
  }

  long answered() {
    return latencies.getTotalCount();
  }

  long events() {
    return delays.getTotalCount();
  }

  String firstFailure() {
    return firstFailure;
  }

  /** All figures as one line of JSON. Times are in microseconds. */
  String json() {
    StringJoiner members = new StringJoiner(", ", "{", "}");
    members.add("\"sent\": " + sent);
    members.add("\"answered\": " + latencies.getTotalCount());
    members.add("\"failed\": " + failed);
    members.add(
        "\"first_failure\": \"%s\"".formatted(firstFailure.replaceAll("[\"\\\\\\p{Cntrl}]", " ")));
    members.add(number("seconds", nanos / 1e9));
    members.add("\"server_cpu_us\": " + cpuMicros);
    spread(members, "latency", latencies);
    spread(members, "event_delay", delays);
    return members.toString();
  }

  private static void spread(StringJoiner members, String name, Histogram histogram) {
    members.add("\"%s_count\": %d".formatted(name, histogram.getTotalCount()));
    members.add(number(name + "_p50_us", histogram.getValueAtPercentile(50) / 1e3));
    members.add(number(name + "_p99_us", histogram.getValueAtPercentile(99) / 1e3));
    members.add(number(name + "_p999_us", histogram.getValueAtPercentile(99.9) / 1e3));
    members.add(number(name + "_max_us", histogram.getMaxValue() / 1e3));
  }

  private static String number(String name, double value) {
    return String.format(Locale.ROOT, "\"%s\": %.3f", name, value);
  }
}
