package dev.drawbridge.sidecar.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
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
  private final @Nullable Http1Codec codec;
  private final Persistence persistence;
  private final Inbox inbox = new Inbox();
  private final Linger linger = new Linger();
  private @Nullable ConsumerSide out;
  private @Nullable Exchange exchange;
  private boolean begun; // a request
  private boolean reading;

  /**
   * Serves one.
   *
   * @param codec of a connection of HTTP/1.1; null for a stream of HTTP/2
   */
  ExchangeHandler(ConsumerConnection connection, @Nullable Http1Codec codec) {
    this.connection = connection;
    worker = connection.worker();
    persistence = new Persistence(connection);
    this.codec = codec;
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
    if (out().ended()) {
      ReferenceCountUtil.release(part);
      return;
    }
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
    persistence.requestBegan(head);
    if (codec != null) {
      codec.requestBegan(head);
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
    persistence.settle(head, plain && requestArrived());
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
    if (persistence.kept()) {
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
    } else if (!out().ended() && !linger.begun() && headIsLate(nowNanos)) {
      persistence.ends();
      start(null); // answered and recorded like any other request
    }
  }

  private boolean headIsLate(long nowNanos) {
    long limit = worker.context().rules().config().limits().header().toNanos();
    return codec != null && codec.decoder().headIsOlderThan(limit, nowNanos);
  }
}
