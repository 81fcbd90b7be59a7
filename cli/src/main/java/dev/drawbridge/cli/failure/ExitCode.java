package dev.drawbridge.cli.failure;

/** What the process ends with. Scripts rely on the numbers. */
public enum ExitCode {
  /** What was asked is so: no finding that speaks of damage or tampering, or proven. */
  WELL(0),
  /** It is not so: evidence of damage or tampering, or not proven. */
  NOT_SO(1),
  /** The command line is wrong. */
  USAGE(2),
  /** A file cannot be read or written, or is not what it should be. */
  UNREADABLE(3),
  /** A defect of this program. */
  DEFECT(4);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Whether what was asked is so. */
  public static int of(boolean well) {
    return (well ? WELL : NOT_SO).number;
  }
}
