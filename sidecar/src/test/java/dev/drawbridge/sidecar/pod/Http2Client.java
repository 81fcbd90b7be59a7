package dev.drawbridge.sidecar.pod;

import dev.drawbridge.sidecar.pod.TestAuthority.Issued;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Speaks HTTP/2 frame by frame, also such as no client should send. */
@SuppressWarnings("FutureReturnValueIgnored")
public final class Http2Client implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final CompletableFuture<Long> goAway = new CompletableFuture<>();
  private final Channel connection;

  /**
   * What came back.
   *
   * @param reset code of RST_STREAM; -1 if there was none
   */
  public record Answer(Http2Headers head, String body, Http2Headers trailers, long reset) {

    /** 0 if there was no head. */
    public int status() {
      return head.status() == null ? 0 : Integer.parseInt(head.status().toString());
    }
  }

  public Http2Client(Pod pod) throws Exception {
    Issued own = pod.authority.client(PodConfig.spiffe("chatbot"));
    SslContext tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .keyManager(own.key(), own.certificate())
            .trustManager(pod.authority.certificate())
            .endpointIdentificationAlgorithm("")
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2))
            .build();
    connection =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(tls.newHandler(channel.alloc()))
                        .addLast(
                            Http2FrameCodecBuilder.forClient()
                                .validateHeaders(false)
                                .encoderIgnoreMaxHeaderListSize(true)
                                .build())
                        .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                        .addLast(new OfTheConnection());
                  }
                })
            .connect("127.0.0.1", pod.sidecar().doorPort())
            .sync()
            .channel();
  }

  /** Headers of a request; nothing about them is checked. */
  public static Http2Headers head(String method, String path) {
    return new DefaultHttp2Headers(false)
        .method(method)
        .path(path)
        .scheme("https")
        .authority("model");
  }

  /** Sends a request with these pieces of body, and waits for what becomes of it. */
  public Answer ask(Http2Headers head, String... body) throws Exception {
    Call call = open();
    call.stream.write(new DefaultHttp2HeadersFrame(head, body.length == 0));
    for (int i = 0; i < body.length; i++) {
      call.write(body[i], i + 1 == body.length);
    }
    call.stream.flush();
    return call.answer();
  }

  /** Sends the head of a request, which the test goes on with. */
  public Call begin(Http2Headers head) throws Exception {
    Call call = open();
    call.stream.writeAndFlush(new DefaultHttp2HeadersFrame(head, false));
    return call;
  }

  private Call open() throws Exception {
    Collector collector = new Collector();
    return new Call(
        new Http2StreamChannelBootstrap(connection).handler(collector).open().sync().getNow(),
        collector);
  }

  /** A request piece by piece. */
  public static final class Call {

    private final Http2StreamChannel stream;
    private final Collector collector;

    private Call(Http2StreamChannel stream, Collector collector) {
      this.stream = stream;
      this.collector = collector;
    }

    private void write(String piece, boolean last) {
      stream.write(
          new DefaultHttp2DataFrame(Unpooled.copiedBuffer(piece, StandardCharsets.UTF_8), last));
    }

    public void send(String piece, boolean last) {
      write(piece, last);
      stream.flush();
    }

    /** Waits for the first piece of the answer's body. */
    public String first() throws Exception {
      return collector.first.get(30, TimeUnit.SECONDS);
    }

    /** Waits for what becomes of it. */
    public Answer answer() throws Exception {
      return collector.answer.get(30, TimeUnit.SECONDS);
    }

    /** Wants no more of it. */
    public void cancel() {
      stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
    }
  }

  /** Waits until the door says that this connection comes to its end; returns with which code. */
  public long goAway() throws Exception {
    return goAway.get(30, TimeUnit.SECONDS);
  }

  private final class OfTheConnection extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      if (frame instanceof Http2GoAwayFrame farewell) {
        goAway.complete(farewell.errorCode());
      }
      ReferenceCountUtil.release(frame);
    }
  }

  public boolean isOpen() {
    return connection.isActive();
  }

  private static final class Collector extends ChannelInboundHandlerAdapter {

    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final List<Http2Headers> heads = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private long reset = -1;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      boolean last = false;
      if (frame instanceof Http2HeadersFrame headers) {
        heads.add(headers.headers());
        last = headers.isEndStream();
      } else if (frame instanceof Http2DataFrame data) {
        String piece = data.content().toString(StandardCharsets.UTF_8);
        body.append(piece);
        first.complete(piece);
        last = data.isEndStream();
      }
      ReferenceCountUtil.release(frame);
      if (last) {
        done();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Http2ResetFrame frame) {
        reset = frame.errorCode();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      done();
    }

    private void done() {
      answer.complete(
          new Answer(
              heads.isEmpty() ? EmptyHttp2Headers.INSTANCE : heads.getFirst(),
              body.toString(),
              heads.size() < 2 ? EmptyHttp2Headers.INSTANCE : heads.getLast(),
              reset));
    }
  }

  @Override
  public void close() {
    connection.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
