package dev.drawbridge.testbed;

/**
 * What a command left.
 *
 * @param exitCode 0 when it succeeded
 * @param stdout what it printed
 * @param stderr what it complained about
 */
public record CommandResult(int exitCode, String stdout, String stderr) {

  /** This result, or an error with the command's complaints when it failed. */
  public CommandResult orThrow() {
    if (exitCode != 0) {
      throw new IllegalStateException("exit code " + exitCode + ": " + stderr.strip());
    }
    return this;
  }
}
