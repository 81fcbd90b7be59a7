package dev.drawbridge.sidecar.reload;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the last look at the mounted files went.
 *
 * @param configDigest of the configuration in force
 * @param configValid whether that is the one in the file
 * @param configProblem why it is not; empty if it is
 * @param certificateProblem what is wrong with certificates; empty if nothing is
 * @param keyProblem why the keys in use are not those that should be; empty if they are
 */
public record ReloadStatus(
    String configDigest,
    boolean configValid,
    String configProblem,
    String certificateProblem,
    String keyProblem) {

  /** For people; empty if all is well. */
  public String problem() {
    return Stream.of(configProblem, certificateProblem, keyProblem)
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
