package dev.drawbridge.bench.pieces;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.pseudonym.Purpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The keyed hash of a body that lies outside the heap, as Netty's buffers do. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first.
public class KeyedHash {

  /** Of the body. */
  @Param({"1024", "65536"})
  public int bytes;

  private Pseudonyms pseudonyms;
  private ByteBuffer body;

  @Setup
  public void prepare() throws IOException {
    pseudonyms = Pseudonyms.of(epoch -> new byte[32], 226);
    body = ByteBuffer.allocateDirect(bytes);
  }

  @Benchmark
  public String body() {
    pseudonyms.begin(Purpose.PROMPT).update(body.duplicate());
    return pseudonyms.end(Purpose.PROMPT);
  }
}
