package dev.drawbridge.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;

/**
 * What is asked: a chat completion with 1 KiB of body, made once in the form of each protocol.
 *
 * @param message head and body for HTTP/1.1
 * @param headers for HTTP/2
 * @param body for HTTP/2
 */
record Payload(ByteBuf message, Http2Headers headers, ByteBuf body) {

  private static final int BYTES = 1 << 10;
  private static final String PATH = "/v1/chat/completions";

  /**
   * @param host name of the server, as in its certificate
   */
  static Payload asking(Order.Answer answer, String host) {
    byte[] body = body(answer).getBytes(StandardCharsets.US_ASCII);
    String head =
        """
        POST %s HTTP/1.1\r
        host: %s\r
        content-type: application/json\r
        accept: application/json, text/event-stream\r
        user-agent: drawbridge-bench\r
        content-length: %d\r
        \r
        """
            .formatted(PATH, host, body.length);
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("https")
            .authority(host)
            .path(PATH)
            .set("content-type", "application/json")
            .set("accept", "application/json, text/event-stream")
            .set("user-agent", "drawbridge-bench")
            .set("content-length", Integer.toString(body.length));
    ByteBuf plain = constant(body);
    return new Payload(constant(head.getBytes(StandardCharsets.US_ASCII), body), headers, plain);
  }

  /** The model looks at the first letter of the name to see what it is asked for. */
  private static String body(Order.Answer answer) {
    String before =
        switch (answer) {
          case SMALL -> "{\"model\":\"small\",\"max_tokens\":200,";
          case LARGE -> "{\"model\":\"large\",\"max_tokens\":16000,";
          case EVENTS ->
              "{\"model\":\"events\",\"stream\":true,\"stream_options\":{\"include_usage\":true},";
        };
    String opening = before + "\"messages\":[{\"role\":\"user\",\"content\":\"";
    String ending = "\"}]}";
    String text = "What is the meaning of all this? ".repeat(BYTES / 30);
    return opening + text.substring(0, BYTES - opening.length() - ending.length()) + ending;
  }

  private static ByteBuf constant(byte[]... parts) {
    ByteBuf bytes = Unpooled.directBuffer();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return Unpooled.unreleasableBuffer(bytes);
  }
}
