package dev.drawbridge.cli.cluster;

import dev.drawbridge.cli.failure.CommandFailure;
import java.util.List;

/**
 * Why a call brought nothing, by what kubectl said.
 *
 * @param about what was asked for
 * @param ifAbsent what to do if there is no such thing
 */
record Failure(String about, String ifAbsent) {

  private static final String RIGHTS =
      "ask an administrator for the rights of drawbridge-auditor (docs/auditor.md)";

  /** What stands in a line, and what to do then; the first that fits counts. */
  private record Known(String mark, String fix) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "ValidatingAdmissionPolicy",
              RIGHTS + ", unless operator and this program are of different versions"),
          new Known("orbidden", RIGHTS),
          new Known(
              "Could not find or load main class",
              "the operator is of another version: upgrade it, or take the program of its version"),
          new Known("container not found", "wait until the operator's pod runs, and try again"),
          new Known(
              "so this operator collects no logs",
              "set it and give it a volume, as the chart does"),
          new Known("somebody else fetches logs", "try again when that has ended"),
          new Known(
              "the copies cannot be read", "see the volume of the operator's pod, and try again"),
          new Known(
              "error: context ",
              "name one that kubectl config get-contexts lists, with --context"));

  private static final String UNKNOWN = "try the same with kubectl by hand";
  private static final String OWN = "error: ";

  CommandFailure of(String reason, String fix) {
    return CommandFailure.unreadable(about, reason, fix);
  }

  /** By the lines on standard error of a program that failed. */
  CommandFailure of(List<String> lines) {
    for (Known known : KNOWN) {
      for (String line : lines) {
        if (line.contains(known.mark())) {
          return of(line, known.fix());
        }
      }
    }
    for (String line : lines) {
      if (line.contains("(NotFound)")) {
        return of(line, ifAbsent);
      }
    }
    return lines.stream()
        .filter(line -> line.startsWith(OWN))
        .findFirst()
        .map(line -> of(line.substring(OWN.length()), UNKNOWN))
        .orElseGet(() -> of(lines.isEmpty() ? "kubectl failed" : lines.getLast(), UNKNOWN));
  }
}
