package dev.drawbridge.tls;

import java.io.ByteArrayOutputStream;
import java.security.PublicKey;
import java.util.Arrays;

/**
 * The wrapping of a private key that the JDK reads (RFC 5208), around the bare forms that
 * cert-manager writes unless it is told otherwise: SEC 1 and PKCS #1. What kind of key is in it,
 * the public key says.
 */
final class Pkcs8 {

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int LONG_FORM = 0x80;

  private Pkcs8() {}

  static byte[] around(byte[] bare, PublicKey publicKey) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_0);
    content.writeBytes(algorithm(publicKey.getEncoded()));
    content.writeBytes(element(OCTETS, bare));
    return element(SEQUENCE, content.toByteArray());
  }

  /** The first element of a SubjectPublicKeyInfo (RFC 5280, section 4.1). */
  private static byte[] algorithm(byte[] info) {
    int start = contentAt(info, 0);
    int content = contentAt(info, start);
    return Arrays.copyOfRange(info, start, content + length(info, start));
  }

  private static int contentAt(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < LONG_FORM ? 0 : first - LONG_FORM);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    if (first < LONG_FORM) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < contentAt(der, at); i++) {
      length = (length << 8) | (der[i] & 0xFF);
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (content.length < LONG_FORM) {
      element.write(content.length);
    } else {
      element.write(LONG_FORM + 2);
      element.write(content.length >> 8);
      element.write(content.length);
    }
    element.writeBytes(content);
    return element.toByteArray();
  }
}
