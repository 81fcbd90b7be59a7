package dev.drawbridge.bench.load;

import io.netty.buffer.ByteBuf;

/** A place for one request at a time: a connection of HTTP/1.1, or a stream of HTTP/2. */
interface Lane {

  /** Sends the request. Whoever asks waits for the end before asking again. */
  void ask(Asker asker);

  /** Ends the connection. */
  void close();

  /** Hears of one request's answer. */
  interface Asker {

    /** A piece of the body, as it came; valid during the call. */
    void body(ByteBuf piece);

    /** The answer is there, whole. */
    void answered(int status);

    /** There will be no answer, and none on this lane any more. */
    void failed(String why);
  }
}
