package dev.drawbridge.sidecar.inspection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bytes in pieces, as a network may bring them. */
final class Splits {

  /** One piece for each byte. */
  static List<ByteBuffer> single(byte[] bytes) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      pieces.add(ByteBuffer.wrap(bytes, i, 1));
    }
    return pieces;
  }

  /** Pieces of any length, empty ones too, in buffers of both kinds and with bytes around. */
  static List<ByteBuffer> random(byte[] bytes, Random random) {
    List<ByteBuffer> pieces = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(random.nextInt(1 + random.nextInt(40)), bytes.length - at);
      int before = random.nextInt(4);
      ByteBuffer piece =
          random.nextBoolean()
              ? ByteBuffer.allocateDirect(before + length + 3)
              : ByteBuffer.allocate(before + length + 3);
      piece.put(new byte[before]).put(bytes, at, length).put(new byte[3]);
      pieces.add(piece.position(before).limit(before + length));
      at += length;
    }
    return pieces;
  }

  private Splits() {}
}
