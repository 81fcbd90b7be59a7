package dev.drawbridge.bench.model;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Whole answers, made once: a chat completion with usage whose body has a given size. */
final class Answers {

  private static final int SMALL = 1 << 10;
  private static final int LARGE = 64 << 10;
  private static final String BEFORE =
      """
      {"id":"chatcmpl-bench","object":"chat.completion","created":1790000000,"model":"bench",\
      "choices":[{"index":0,"message":{"role":"assistant","content":\"""";
  private static final String AFTER =
      """
      "},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":20,"completion_tokens":16,"total_tokens":36}}""";

  private final ByteBuf small = whole(SMALL);
  private final ByteBuf large = whole(LARGE);

  private static ByteBuf whole(int bytes) {
    String text = "The answer is forty-two. ".repeat(bytes / 25 + 1);
    String body = BEFORE + text.substring(0, bytes - BEFORE.length() - AFTER.length()) + AFTER;
    String head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            .formatted(bytes);
    byte[] message = (head + body).getBytes(StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(Unpooled.directBuffer(message.length).writeBytes(message));
  }

  /** 1 KiB of body. */
  ByteBuf small() {
    return small.duplicate();
  }

  /** 64 KiB of body. */
  ByteBuf large() {
    return large.duplicate();
  }
}
