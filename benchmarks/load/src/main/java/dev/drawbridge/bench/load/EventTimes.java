package dev.drawbridge.bench.load;

import io.netty.buffer.ByteBuf;
import java.util.function.LongConsumer;

/** Finds the times that the model puts into its events, however the stream is cut into pieces. */
final class EventTimes {

  private static final int DIGITS = 19;

  private final LongConsumer found;
  private int missing; // digits of a time that has begun
  private long time;

  /**
   * @param found hears of each time, in nanoseconds of the monotonic clock
   */
  EventTimes(LongConsumer found) {
    this.found = found;
  }

  void read(ByteBuf piece) {
    int at = piece.readerIndex();
    int end = piece.writerIndex();
    while (at < end) {
      if (missing == 0) {
        at = piece.indexOf(at, end, (byte) '@');
        if (at < 0) {
          return;
        }
        missing = DIGITS;
        time = 0;
      } else {
        time = time * 10 + piece.getByte(at) - '0';
        if (--missing == 0) {
          found.accept(time);
        }
      }
      at++;
    }
  }
}
