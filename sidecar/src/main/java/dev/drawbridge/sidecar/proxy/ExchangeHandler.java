package dev.drawbridge.sidecar.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The consumer's side of exchanges: a connection of HTTP/1.1, with one after another, or a stream
 * of HTTP/2, with one. Reads no more than somebody wants.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // A write that fails closes the channel, which is heard.
final class ExchangeHandler extends ChannelInboundHandlerAdapter implements Ticking {

  private final ConsumerConnection connection;
  private final Worker worker;
  private final @Nullable DoorDecoder decoder;
  private final @Nullable DoorEncoder encoder;
  private final Inbox inbox = new Inbox();
  private final Linger linger = new Linger();
  private @Nullable ConsumerSide out;
  private @Nullable Exchange exchange;
  private boolean begun; // a request
  private boolean reading;
  private boolean keepAlive = true;

  /** For a stream of HTTP/2. */
  ExchangeHandler(ConsumerConnection connection) {
    this(connection, null, null);
  }

  /** For a connection of HTTP/1.1. */
  ExchangeHandler(
      ConsumerConnection connection, @Nullable DoorDecoder decoder, @Nullable DoorEncoder encoder) {
    this.connection = connection;
    this.worker = connection.worker();
    this.decoder = decoder;
    this.encoder = encoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    out = new ConsumerSide(ctx, connection.http2());
    worker.watch(this);
    if (ctx.channel().isActive()) {
      pump();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    pump();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpObject part) {
      inbox.add(part);
      pump();
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    pump();
  }

  /** Hands over what is wanted; reads on only when nothing is left, also to hear a hang-up. */
  void pump() {
    while (!inbox.isEmpty() && wanted()) {
      take(inbox.next());
    }
    if (inbox.isEmpty() && !reading) {
      reading = true;
      out().read();
    }
  }

  private boolean wanted() {
    Exchange now = exchange;
    return now == null || (inbox.requestOpen() && now.wantsBody());
  }

  private void take(HttpObject part) {
    if (linger.begun()) {
      ReferenceCountUtil.release(part);
      if (part instanceof LastHttpContent) {
        out().close();
      }
      return;
    }
    if (part instanceof HttpRequest head) {
      begin(head);
    }
    if (part instanceof HttpContent piece) {
      inbox.handedOver(piece);
      Exchange now = exchange;
      if (now == null) {
        piece.release();
      } else {
        now.content(piece);
      }
    }
  }

  private void begin(HttpRequest head) {
    begun = true;
    keepAlive = HttpUtil.isKeepAlive(head) && head.decoderResult().isSuccess();
    if (encoder != null) {
      encoder.answersHead(head.method().equals(HttpMethod.HEAD));
    }
    start(head);
  }

  private void start(@Nullable HttpRequest head) {
    inbox.requestBegan();
    connection.exchangeBegan();
    Exchange next = new Exchange(this, connection, head);
    exchange = next;
    next.begin();
  }

  /** Whether the whole request has been taken, or lies here. */
  boolean requestArrived() {
    return inbox.requestArrived();
  }

  /**
   * Settles whether the connection is kept, and says so in the head of the answer.
   *
   * @param plain whether it is clear where the request ends
   */
  void settle(HttpResponse head, boolean plain) {
    if (!connection.http2()) {
      keepAlive &= plain && requestArrived() && !connection.closesNext(System.nanoTime());
      HttpUtil.setKeepAlive(head, keepAlive);
    }
  }

  /** The way out. */
  ConsumerSide out() {
    if (out == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return out;
  }

  /** The exchange is over, its answer written. */
  void exchangeOver() {
    leaveExchange();
    if (connection.http2()) {
      if (inbox.requestOpen()) {
        out().stopRequest();
      }
      return;
    }
    inbox.dropRest();
    if (keepAlive) {
      pump();
    } else if (inbox.requestOpen()) {
      linger.begin(System.nanoTime());
      pump();
    } else {
      out().close();
    }
  }

  /** The exchange is over, and what was sent of its answer must not look whole. */
  void abort() {
    leaveExchange();
    out().breakOff();
  }

  private void leaveExchange() {
    if (exchange != null) {
      exchange = null;
      connection.exchangeEnded();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Exchange now = exchange;
    if (now != null && ctx.channel().isWritable()) {
      now.consumerWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      gone();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    worker.unwatch(this);
    gone();
    inbox.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean malformed = cause instanceof DecoderException || cause instanceof Http2Exception;
    if (malformed && connection.http2() && !begun) {
      begin(HeadCheck.unreadable(cause)); // answered and recorded as what it is
      return;
    }
    // TLS that broke, or a stream that did not keep to HTTP/2: nothing can be said on it any more.
    gone();
    boolean codecResets = cause instanceof Http2Exception; // by its code; and counts how often
    if (!codecResets) {
      out().breakOff();
    }
  }

  private void gone() {
    Exchange now = exchange;
    if (now != null) {
      leaveExchange();
      now.consumerGone();
    }
  }

  @Override
  public void end() {
    Exchange now = exchange;
    if (now != null) {
      now.sidecarEnds();
    }
  }

  @Override
  public void tick(long nowNanos) {
    Exchange now = exchange;
    if (now != null) {
      now.tick(nowNanos);
    } else if (linger.over(nowNanos)) {
      out().close();
    } else if (!linger.begun() && decoder != null && decoder.headSinceNanos() != 0) {
      long limit = worker.context().rules().config().limits().header().toNanos();
      if (nowNanos - decoder.headSinceNanos() > limit) {
        keepAlive = false;
        start(null); // answered and recorded like any other request
      }
    }
  }
}
