package dev.drawbridge.audit.note;

import java.util.Base64;

/** Base64 of which there is exactly one text for the same bytes. */
final class Base64Text {

  private Base64Text() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] decode(String text) throws MalformedNoteException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (encode(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Answered below, like bytes that another text would stand for as well.
    }
    throw new MalformedNoteException("what should be base64 is not");
  }
}
