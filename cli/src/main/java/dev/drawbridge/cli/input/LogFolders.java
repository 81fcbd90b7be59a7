package dev.drawbridge.cli.input;

import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds logs: a folder may be one, or have any number of them below it. */
public final class LogFolders {

  /** Deeper than any layout of logs; links to folders are not followed. */
  private static final int MAX_DEPTH = 16;

  private LogFolders() {}

  /** All logs in or below folders, in the order of the arguments and then of their names. */
  public static List<LogFolder> find(List<Path> folders) {
    Set<Path> found = new LinkedHashSet<>();
    for (Path folder : folders) {
      Set<Path> here = new LinkedHashSet<>();
      collect(folder, 0, here);
      if (here.isEmpty()) {
        throw CommandFailure.unreadable(
            folder,
            Files.isDirectory(folder) ? "there is no log in or below it" : "it is no folder",
            "give a folder in or below which there is one with the folder segments in it");
      }
      found.addAll(here);
    }
    return found.stream().map(LogFolder::at).toList();
  }

  private static void collect(Path folder, int depth, Set<Path> found) {
    if (LogFolder.isOne(folder)) {
      found.add(folder);
      return;
    }
    if (depth < MAX_DEPTH && Files.isDirectory(folder)) {
      for (Path below : foldersIn(folder)) {
        collect(below, depth + 1, found);
      }
    }
  }

  private static List<Path> foldersIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.isDirectory(entry) && !Files.isSymbolicLink(entry))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw CommandFailure.unreadable(folder, e);
    }
  }
}
