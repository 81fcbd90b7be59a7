package dev.drawbridge.sidecar.reload;

/**
 * How the last look at the mounted files went.
 *
 * @param configDigest of the configuration in force
 * @param configValid whether that is the one in the file
 * @param configProblem why it is not; empty if it is
 * @param otherProblem what is wrong with certificates or keys; empty if nothing is
 */
public record ReloadStatus(
    String configDigest, boolean configValid, String configProblem, String otherProblem) {

  /** For people; empty if all is well. */
  public String problem() {
    return configProblem.isEmpty() || otherProblem.isEmpty()
        ? configProblem + otherProblem
        : configProblem + "; " + otherProblem;
  }
}
