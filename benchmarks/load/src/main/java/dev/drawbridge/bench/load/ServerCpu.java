package dev.drawbridge.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time of processes as {@code /proc/PID/stat} tells it: user and system, all threads. */
final class ServerCpu {

  private static final long MICROS_PER_TICK = 10_000; // USER_HZ is 100 wherever we run
  private static final int USER_TICKS = 11; // counted from behind the program's name
  private static final int SYSTEM_TICKS = 12;

  private ServerCpu() {}

  static long micros(List<Long> processes) {
    return processes.stream().mapToLong(ServerCpu::micros).sum();
  }

  private static long micros(long process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return MICROS_PER_TICK
          * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
    } catch (IOException e) {
      throw new UncheckedIOException("server %d is gone".formatted(process), e);
    }
  }
}
