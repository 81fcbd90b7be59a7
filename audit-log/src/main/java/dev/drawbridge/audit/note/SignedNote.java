package dev.drawbridge.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text and signatures of it, as C2SP's signed-note says. That it could be read says nothing about
 * the signatures; {@link VerifierKey#verifies} does.
 *
 * @param text with its final newline
 */
public record SignedNote(String text, List<Signature> signatures) {

  /** More bytes than 16 signatures of ML-DSA-44 take; a longer note is refused. */
  public static final int MAX_BYTES = 65_535;

  private static final String DASH = "\u2014 ";
  private static final int KEY_ID_BYTES = 4;

  /**
   * A signature line.
   *
   * @param name of the key
   * @param keyId the first four bytes of the key's hash
   * @param bytes what follows them
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the array.
  public record Signature(String name, int keyId, byte[] bytes) {

    String line() {
      byte[] all =
          ByteBuffer.allocate(KEY_ID_BYTES + bytes.length).putInt(keyId).put(bytes).array();
      return DASH + name + " " + Base64Text.encode(all) + "\n";
    }
  }

  public SignedNote {
    signatures = List.copyOf(signatures);
  }

  /** Reads a note. */
  public static SignedNote parse(byte[] bytes) throws MalformedNoteException {
    String note = decode(bytes);
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n")) {
      throw new MalformedNoteException("a note has a text, a blank line and signatures");
    }
    List<Signature> signatures = new ArrayList<>();
    for (String line : note.substring(blank + 2).lines().toList()) {
      signatures.add(signature(line));
    }
    if (signatures.isEmpty()) {
      throw new MalformedNoteException("a note has a signature");
    }
    return new SignedNote(note.substring(0, blank + 1), signatures);
  }

  private static String decode(byte[] bytes) throws MalformedNoteException {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedNoteException("the note is too long");
    }
    try {
      String note = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (note.chars().allMatch(c -> c >= 0x20 || c == '\n')) {
        return note;
      }
    } catch (CharacterCodingException e) {
      // Answered below, like control characters.
    }
    throw new MalformedNoteException("a note is UTF-8 without control characters");
  }

  private static Signature signature(String line) throws MalformedNoteException {
    int space = line.indexOf(' ', DASH.length());
    if (!line.startsWith(DASH) || space < 0) {
      throw new MalformedNoteException("a signature line has a dash, a name and a signature");
    }
    String name = line.substring(DASH.length(), space);
    byte[] all = Base64Text.decode(line.substring(space + 1));
    if (!isName(name) || all.length <= KEY_ID_BYTES) {
      throw new MalformedNoteException("a signature line has no name or no signature");
    }
    byte[] bytes = new byte[all.length - KEY_ID_BYTES];
    int keyId = ByteBuffer.wrap(all).getInt();
    System.arraycopy(all, KEY_ID_BYTES, bytes, 0, bytes.length);
    return new Signature(name, keyId, bytes);
  }

  /** Whether a key may be named so. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(
                c ->
                    c == '+'
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c));
  }

  /** The same text with one more signature. */
  public SignedNote with(Signature signature) {
    List<Signature> more = new ArrayList<>(signatures);
    more.add(signature);
    return new SignedNote(text, more);
  }

  /** The note as it is stored and sent. */
  public byte[] encode() {
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> note.append(signature.line()));
    return note.toString().getBytes(StandardCharsets.UTF_8);
  }
}
