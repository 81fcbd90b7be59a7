package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.record.RequestRecord;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** HTTP/2 at the door: one exchange a stream, and limits against floods of each kind of frame. */
final class Http2Door extends Http2FrameCodecBuilder {

  private static final int STREAMS = 128;
  private static final int FLUSHES = 64; // of streams, that wait for each other at most
  private static final int WINDOW_BYTES = 64 * 1024;

  /**
   * Opened and reset at once ("rapid reset"): as many streams as one may reset in so many seconds.
   */
  private static final int RESETS = 200;

  private static final int RESETS_SECONDS = 30;
  private static final int EMPTY_FRAMES = 2;
  private static final int SMALL_CONTINUATIONS = 16;

  private final ConsumerConnection connection;
  private boolean broken; // and that is on record

  private Http2Door(ConsumerConnection connection, int headerBytes) {
    this.connection = connection;
    server(true);
    initialSettings(
        Http2Settings.defaultSettings()
            .maxConcurrentStreams(STREAMS)
            .initialWindowSize(WINDOW_BYTES)
            .maxHeaderListSize(headerBytes)
            .connectProtocolEnabled(false));
    decoderEnforceMaxRstFramesPerWindow(RESETS, RESETS_SECONDS);
    encoderEnforceMaxRstFramesPerWindow(RESETS, RESETS_SECONDS);
    decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_FRAMES);
    decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS);
    gracefulShutdownTimeoutMillis(
        connection.worker().context().rules().config().limits().drain().toMillis());
  }

  static void addTo(ChannelPipeline pipeline, ConsumerConnection connection, int headerBytes) {
    pipeline
        // Answers of several streams that are ready in one turn of the loop go out as one write.
        .addLast(
            new FlushConsolidationHandler(FLUSHES, /* consolidateWhenNoReadInProgress= */ true))
        .addLast(new Http2Door(connection, headerBytes).build())
        .addLast(new Http2MultiplexHandler(new Streams(connection)))
        .addLast(new Rest());
  }

  /** A stream that the codec refuses reaches no handler, so it is recorded here. */
  @Override
  protected Http2FrameCodec build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    Http2FrameCodec codec =
        new Http2FrameCodec(encoder, decoder, settings, decoupleCloseAndGoAway(), flushPreface()) {
          @Override
          public void onError(
              ChannelHandlerContext ctx, boolean outbound, @Nullable Throwable cause) {
            if (!outbound && cause instanceof Http2Exception refused) {
              record(refused, this);
            }
            super.onError(ctx, outbound, cause);
          }
        };
    codec.gracefulShutdownTimeoutMillis(gracefulShutdownTimeoutMillis());
    return codec;
  }

  private void record(Http2Exception refused, Http2FrameCodec codec) {
    if (refused instanceof StreamException stream
        && codec.connection().streamMayHaveExisted(stream.streamId())) {
      return; // it has, or had, a handler, which heard of it
    }
    if (broken) {
      return; // the rest of what was read is of no connection any more
    }
    broken = !(refused instanceof StreamException);
    Worker worker = connection.worker();
    ProxyContext context = worker.context();
    Rule rule =
        refused instanceof HeaderListSizeException
            ? Rule.HEADERS_TOO_LARGE
            : Rule.REQUEST_MALFORMED;
    context.metrics().refused(rule);
    RequestRecord request =
        new RequestRecord(context.rules().texts(), connection.requester(), worker.ids());
    if (worker.records().denied(request, rule, rule.status(), -1, LoopReceipt.UNHEARD)
        != Admission.TAKEN) {
      context.metrics().refusalNotRecorded();
    }
  }

  private static final class Streams extends ChannelInitializer<Channel> {

    private final ConsumerConnection connection;

    Streams(ConsumerConnection connection) {
      this.connection = connection;
    }

    @Override
    protected void initChannel(Channel stream) {
      stream.config().setAutoRead(false).setAllocator(connection.worker().allocator());
      stream.pipeline().addLast(new StreamDecoder()).addLast(new ExchangeHandler(connection, null));
    }
  }

  /**
   * Frames of the connection itself, which the codec has dealt with; and the connection's errors.
   */
  private static final class Rest extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
