package dev.drawbridge.audit.export;

import dev.drawbridge.audit.mirror.Copying;
import dev.drawbridge.audit.mirror.Mirror;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.TestLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The folder of a collector: copies that it made of logs. */
public final class Collected {

  public static final int PIECES = 1000;

  public final Path copies;

  public Collected(Path copies) {
    this.copies = copies;
  }

  private static VerifierKey key(String origin) {
    return TestLog.trust().log().named(origin);
  }

  DiskStorage storage(String origin) {
    return new DiskStorage(copies.resolve(origin));
  }

  /** Copies what a checkpoint covers, and keeps the note of the witness, if there is any. */
  public void collect(TestLog log, String origin) {
    try {
      Mirror mirror = new Copying(log.disk, PIECES).copy(storage(origin), key(origin));
      Optional<SignedNote> note = log.witness.latestNote(origin);
      if (note.isPresent()) {
        mirror.keepCosigned(note.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The archive that {@code audit fetch} gets. */
  public byte[] archive(String... deployments) {
    return archive(message -> {}, deployments);
  }

  byte[] archive(Consumer<String> progress, String... deployments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Archive.write(copies, Selection.of(List.of(deployments)), out, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
