package dev.drawbridge.bench.model;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One answer as server-sent events at a steady pace. Each event carries, as its text, {@code @} and
 * the 19 digits of the monotonic clock when it was sent, which on Linux is one clock for all
 * processes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails, the pipeline hears of.
final class TokenStream implements Runnable {

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
          // Asks nginx to pass each event on as it comes.
          + "x-accel-buffering: no\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String TIME = "0".repeat(19);
  private static final String EVENT =
      "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
          + "\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"@"
          + TIME
          + " \"},\"finish_reason\":null}]}\n\n";
  private static final String LAST =
      "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
          + "\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":100,\"total_tokens\":120}}\n\n"
          + "data: [DONE]\n\n";
  private static final byte[] EVENT_CHUNK = chunk(EVENT);
  private static final int TIME_AT =
      new String(EVENT_CHUNK, StandardCharsets.US_ASCII).indexOf('@') + 1;
  private static final ByteBuf BEGIN = constant(HEAD.getBytes(StandardCharsets.US_ASCII));
  private static final ByteBuf END = constant(end());

  private final ChannelHandlerContext context;
  private final Pace pace;
  private int sent;
  private Future<?> ticking;

  /**
   * How many events, and how often.
   *
   * @param events in one answer, before the last
   * @param intervalMicros from one to the next
   */
  record Pace(int events, long intervalMicros) {}

  TokenStream(ChannelHandlerContext context, Pace pace) {
    this.context = context;
    this.pace = pace;
    ticking = context.executor().newSucceededFuture(null);
  }

  void begin() {
    context.write(BEGIN.duplicate(), context.voidPromise());
    // Streams that began together would else send together for ever.
    long first = ThreadLocalRandom.current().nextLong(pace.intervalMicros());
    ticking =
        context
            .executor()
            .scheduleAtFixedRate(this, first, pace.intervalMicros(), TimeUnit.MICROSECONDS);
  }

  @Override
  public void run() {
    if (!context.channel().isActive()) {
      ticking.cancel(false);
    } else if (sent++ < pace.events()) {
      context.writeAndFlush(event(System.nanoTime()), context.voidPromise());
    } else {
      ticking.cancel(false);
      context.writeAndFlush(END.duplicate(), context.voidPromise());
    }
  }

  private ByteBuf event(long nanos) {
    ByteBuf event = context.alloc().directBuffer(EVENT_CHUNK.length).writeBytes(EVENT_CHUNK);
    long rest = nanos;
    for (int i = TIME_AT + TIME.length() - 1; i >= TIME_AT; i--, rest /= 10) {
      event.setByte(i, (byte) ('0' + rest % 10));
    }
    return event;
  }

  private static byte[] chunk(String text) {
    return "%x\r\n%s\r\n".formatted(text.length(), text).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] end() {
    String last = new String(chunk(LAST), StandardCharsets.US_ASCII);
    return (last + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static ByteBuf constant(byte[] bytes) {
    return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
  }
}
