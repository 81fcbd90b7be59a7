package dev.drawbridge.build.canonical;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SequencedMap;

/** Rewrites the archive that is named as the only argument, in place. */
public final class Main {

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException("Name one archive: generated-bytecode.jar.");
    }
    Path archive = Path.of(args[0]);
    SequencedMap<String, byte[]> entries = Archive.read(archive);
    ProxyKeys.renumber(entries);
    ConfigClasses.sort(entries);
    RetryInterval.drop(entries);
    Archive.write(archive, entries);
  }

  private Main() {}
}
