package dev.drawbridge.audit.mirror;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of the log's folder may be seen: the last checkpoint and what it covers, all of which is on
 * disk and stays as it is. It reads files that another thread writes, and of them only what that
 * thread does not touch any more.
 */
public final class PublishedLog {

  private static final List<String> NOTES = List.of(Mirror.CHECKPOINT, Mirror.COSIGNED);

  private final Storage log;
  private final CoveredSegments segments;

  /** A checkpoint, read. */
  public record Signed(SignedNote note, Checkpoint checkpoint) {}

  /**
   * Shows a folder.
   *
   * @param log is only read, by one thread at a time or by several if it is a real disk
   */
  public PublishedLog(Storage log) {
    this.log = log;
    segments = new CoveredSegments(log);
  }

  /** The last checkpoint; empty for a moment after the log was opened for the first time. */
  public Optional<Signed> newest() throws IOException {
    Optional<byte[]> bytes = log.read(Mirror.CHECKPOINT);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(parse(bytes.get()));
  }

  private static Signed parse(byte[] bytes) throws IOException {
    try {
      SignedNote note = SignedNote.parse(bytes);
      return new Signed(note, Checkpoint.parse(note.text()));
    } catch (MalformedNoteException e) {
      throw new IOException("the checkpoint on disk is damaged: " + e.getMessage(), e);
    }
  }

  /** That the tree under a checkpoint has grown out of that of an earlier size. */
  public List<byte[]> proof(long oldSize, long size) throws IOException {
    TreeHash hash = new TreeHash();
    try (HashFiles tree = HashFiles.openToRead(log, hash, size)) {
      return new Proofs(hash).consistency(tree, oldSize, size);
    }
  }

  /** All that may be fetched now. */
  public synchronized List<PublishedFile> files() throws IOException {
    Optional<Signed> newest = newest();
    if (newest.isEmpty()) {
      return List.of();
    }
    long size = newest.get().checkpoint().size();
    segments.advance(size);
    List<PublishedFile> files = new ArrayList<>(segments.files());
    long count = size;
    for (int level = 0; count > 0; level++, count /= HashFiles.TILE) {
      files.add(new PublishedFile("hashes/" + level, count * TreeHash.BYTES));
    }
    for (String note : NOTES) {
      log.read(note).ifPresent(bytes -> files.add(new PublishedFile(note, bytes.length)));
    }
    return files;
  }

  /** One of the files; empty for every other name. */
  public Optional<PublishedFile> file(String name) throws IOException {
    return files().stream().filter(file -> file.name().equals(name)).findFirst();
  }

  /**
   * Bytes of a file.
   *
   * @param file as it was listed
   * @param from within it
   * @param atMost bytes to be read
   */
  public byte[] read(PublishedFile file, long from, int atMost) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(atMost, file.bytes() - from));
    String name = file.name();
    try (StoredFile open =
        log.openToRead(name).orElseThrow(() -> new FileNotFoundException(name))) {
      open.readFully(bytes, from);
    }
    return bytes.array();
  }
}
