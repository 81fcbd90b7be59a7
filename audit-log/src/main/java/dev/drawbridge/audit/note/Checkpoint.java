package dev.drawbridge.audit.note;

import dev.drawbridge.audit.tree.TreeHash;
import java.util.Arrays;
import java.util.List;

/**
 * What a log says of itself at one moment: C2SP's tlog-checkpoint, without extension lines.
 *
 * @param origin name of the log
 * @param size number of entries
 * @param root of the tree over them
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by sameTree; nobody changes the array.
public record Checkpoint(String origin, long size, byte[] root) {

  /** Reads the text of a note. */
  public static Checkpoint parse(String text) throws MalformedNoteException {
    List<String> lines = List.of(text.split("\n", -1));
    if (lines.size() != 4 || lines.getFirst().isEmpty() || !lines.getLast().isEmpty()) {
      throw new MalformedNoteException("a checkpoint has an origin, a size and a root hash");
    }
    byte[] root = Base64Text.decode(lines.get(2));
    if (root.length != TreeHash.BYTES) {
      throw new MalformedNoteException("a root hash has 32 bytes");
    }
    return new Checkpoint(lines.getFirst(), number(lines.get(1)), root);
  }

  /** A decimal number that is written in the one way it can be. */
  static long number(String text) throws MalformedNoteException {
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && Long.toString(number).equals(text)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below, like numbers with a sign or leading zeros.
    }
    throw new MalformedNoteException("a number is not as it should be");
  }

  /** The text that is signed. */
  public String text() {
    return "%s\n%d\n%s\n".formatted(origin, size, Base64Text.encode(root));
  }

  public boolean sameTree(Checkpoint other) {
    return size == other.size && Arrays.equals(root, other.root);
  }
}
