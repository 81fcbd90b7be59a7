package dev.drawbridge.sidecar.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One way to the model: a connection of HTTP/1.1, or one stream of HTTP/2. It serves one exchange
 * at a time, and reads only when it is told to.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // A write that fails closes the channel, which is heard.
final class ModelLink extends ChannelInboundHandlerAdapter {

  /** Hears the model's answer. After {@link #broken} it hears nothing more. */
  interface Listener {
    void connected(ModelLink link);

    void unreachable(String why);

    void answerHead(HttpResponse head);

    /** A piece, which now belongs to the listener. */
    void answerContent(HttpContent content);

    /** All that has come was handed over. */
    void answerPaused();

    /** The model broke off, or what it sent is not HTTP. */
    void broken(String why);

    /** More of the request can be written. */
    void writable();
  }

  private final Channel channel;
  private final Consumer<ModelLink> home;
  private @Nullable Listener listener;
  private boolean informational;
  private boolean requestSent;
  private boolean answered;
  private boolean reusable;
  private long idleSinceNanos;

  /**
   * Makes a way for one listener after another.
   *
   * @param home where it goes when it may serve again
   */
  ModelLink(Channel channel, Consumer<ModelLink> home) {
    this.channel = channel;
    this.home = home;
  }

  /** Serves somebody from now on. */
  void attach(Listener listener) {
    this.listener = listener;
    informational = false;
    requestSent = false;
    answered = false;
    reusable = false;
    listener.connected(this);
  }

  boolean isActive() {
    return channel.isActive();
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  /** Writes a piece of the request, without flushing. */
  void write(HttpObject piece) {
    requestSent |= piece instanceof LastHttpContent;
    channel.write(piece);
  }

  void flush() {
    channel.flush();
  }

  /** Asks for more of the answer. */
  void read() {
    channel.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Listener hears = listener;
    if (hears == null || answered || !(message instanceof HttpObject part)) {
      ReferenceCountUtil.release(message);
      ctx.close(); // bytes that nobody asked for would become somebody's answer
      reusable = false;
    } else if (part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      breakOff("what it sent is not HTTP");
    } else {
      take(hears, part);
    }
  }

  private void take(Listener hears, HttpObject part) {
    if (part instanceof HttpResponse head
        && head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      informational = !(part instanceof LastHttpContent);
      ReferenceCountUtil.release(part);
      if (head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        breakOff("it changed the protocol");
      }
      return;
    }
    if (informational) {
      informational = !(part instanceof LastHttpContent);
      ReferenceCountUtil.release(part);
      return;
    }
    if (part instanceof HttpResponse head) {
      reusable = HttpUtil.isKeepAlive(head);
      hears.answerHead(head);
    }
    if (part instanceof HttpContent content) {
      answered = part instanceof LastHttpContent;
      if (listener == null) {
        content.release();
      } else {
        hears.answerContent(content);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Listener hears = listener;
    if (hears != null) {
      hears.answerPaused();
    } else if (channel.isActive()) {
      channel.read(); // an idle one hears when the model hangs up
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Listener hears = listener;
    if (hears != null && channel.isWritable()) {
      hears.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    breakOff("it closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    breakOff(String.valueOf(cause.getMessage()));
  }

  private void breakOff(String why) {
    Listener hears = listener;
    listener = null;
    reusable = false;
    channel.close();
    if (hears != null) {
      hears.broken(why);
    }
  }

  /** The listener is done with it. It serves again if everything was sent and received. */
  void release() {
    listener = null;
    if (reusable && answered && requestSent && channel.isActive()) {
      home.accept(this);
    } else {
      channel.close();
    }
  }

  /** It waits for the next listener, and meanwhile for the model to hang up. */
  void idle(long nowNanos) {
    idleSinceNanos = nowNanos;
    channel.read();
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  void close() {
    listener = null;
    channel.close();
  }
}
