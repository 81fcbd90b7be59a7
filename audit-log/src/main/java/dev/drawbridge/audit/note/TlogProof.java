package dev.drawbridge.audit.note;

import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * That one entry is in the log, checkable offline: C2SP's tlog-proof.
 *
 * @param extra whatever the reader needs to make the leaf again, here the entry; not trusted
 * @param index of the entry
 * @param path from the leaf's sibling up
 * @param checkpoint of a tree that has the entry, signed and preferably cosigned
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the array.
public record TlogProof(byte[] extra, long index, List<byte[]> path, SignedNote checkpoint) {

  private static final String HEAD = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int MAX_PATH = 63;
  private static final int MAX_BYTES = 4 * SignedNote.MAX_BYTES;

  public TlogProof {
    path = List.copyOf(path);
  }

  public byte[] encode() {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    if (extra.length > 0) {
      text.append(EXTRA).append(Base64Text.encode(extra)).append('\n');
    }
    text.append(INDEX).append(index).append('\n');
    path.forEach(hash -> text.append(Base64Text.encode(hash)).append('\n'));
    text.append('\n').append(new String(checkpoint.encode(), StandardCharsets.UTF_8));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  public static TlogProof parse(byte[] bytes) throws MalformedNoteException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int blank = text.indexOf("\n\n");
    if (bytes.length > MAX_BYTES || blank < 0 || !text.startsWith(HEAD + "\n")) {
      throw new MalformedNoteException("not a tlog-proof");
    }
    List<String> lines = new ArrayList<>(List.of(text.substring(0, blank).split("\n", -1)));
    lines.removeFirst();
    byte[] extra = new byte[0];
    if (!lines.isEmpty() && lines.getFirst().startsWith(EXTRA)) {
      extra = Base64Text.decode(lines.removeFirst().substring(EXTRA.length()));
    }
    if (lines.isEmpty() || !lines.getFirst().startsWith(INDEX) || lines.size() > MAX_PATH + 1) {
      throw new MalformedNoteException("the index is missing");
    }
    long index = Checkpoint.number(lines.removeFirst().substring(INDEX.length()));
    byte[] note = text.substring(blank + 2).getBytes(StandardCharsets.UTF_8);
    return new TlogProof(extra, index, path(lines), SignedNote.parse(note));
  }

  private static List<byte[]> path(List<String> lines) throws MalformedNoteException {
    List<byte[]> path = new ArrayList<>();
    for (String line : lines) {
      byte[] hash = Base64Text.decode(line);
      if (hash.length != TreeHash.BYTES) {
        throw new MalformedNoteException("a hash has 32 bytes");
      }
      path.add(hash);
    }
    return path;
  }

  /** Whether it proves an entry of a log. Whether witnesses agree, their keys say. */
  public boolean proves(byte[] entry, VerifierKey log) throws MalformedNoteException {
    Checkpoint at = Checkpoint.parse(checkpoint.text());
    TreeHash hash = new TreeHash();
    return at.origin().equals(log.name())
        && log.verifies(checkpoint)
        && new Proofs(hash).includes(hash.leaf(entry), index, at.size(), path, at.root());
  }
}
