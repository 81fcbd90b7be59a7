package dev.drawbridge.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 as so many lanes, at the level of frames: streams as channels cost more.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails, the pipeline hears of.
final class Http2Lanes extends Http2FrameAdapter {

  private static final int STREAM_WINDOW = 1 << 20;
  private static final int CONNECTION_WINDOW = 1 << 26;

  private final DefaultHttp2Connection connection = new DefaultHttp2Connection(false);
  private final Http2Connection.PropertyKey laneKey = connection.newKey();
  private final Payload payload;
  private final List<StreamLane> lanes = new ArrayList<>();
  private final Consumer<Lane> ready;
  private final Http2ConnectionHandler handler;
  private @Nullable ChannelHandlerContext context;
  private boolean open;

  Http2Lanes(Payload payload, int streams, Consumer<Lane> ready) {
    this.payload = payload;
    this.ready = ready;
    for (int i = 0; i < streams; i++) {
      lanes.add(new StreamLane());
    }
    handler =
        new Http2ConnectionHandlerBuilder()
            .connection(connection)
            .frameListener(this)
            .initialSettings(
                Http2Settings.defaultSettings().pushEnabled(false).initialWindowSize(STREAM_WINDOW))
            .headerSensitivityDetector(DefaultHttp2HeadersEncoder.NEVER_SENSITIVE)
            .build();
  }

  /** Goes into the channel's pipeline. */
  Http2ConnectionHandler handler() {
    return handler;
  }

  /** The lanes are ready when the server has said how many it wants. */
  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    if (open) {
      return;
    }
    open = true;
    this.context = context;
    connection
        .local()
        .flowController()
        .incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW);
    lanes.forEach(ready);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream) {
    StreamLane lane = lane(streamId);
    CharSequence status = headers.status();
    if (status != null) {
      lane.status = AsciiString.of(status).parseInt();
    }
    if (endOfStream) {
      lane.end();
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean endOfStream) {
    StreamLane lane = lane(streamId);
    int bytes = data.readableBytes();
    lane.body(data);
    if (endOfStream) {
      lane.end();
    }
    return bytes + padding;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int streamId, long errorCode) {
    lane(streamId).fail("the server reset the stream with code " + errorCode);
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext context, int lastStreamId, long errorCode, ByteBuf debugData) {
    fail("the server said GOAWAY with code " + errorCode);
  }

  /** Tells those who wait for an answer that none will come. */
  void fail(String why) {
    lanes.forEach(lane -> lane.fail(why));
  }

  private StreamLane lane(int streamId) {
    Http2Stream stream = connection.stream(streamId);
    return Objects.requireNonNull(stream).<StreamLane>getProperty(laneKey);
  }

  private final class StreamLane implements Lane {

    private @Nullable Asker asker;
    private int status;

    @Override
    public void ask(Asker asker) {
      this.asker = asker;
      ChannelHandlerContext to = Objects.requireNonNull(context);
      int id = connection.local().incrementAndGetNextStreamId();
      handler.encoder().writeHeaders(to, id, payload.headers(), 0, false, to.newPromise());
      Http2Stream stream = connection.stream(id);
      if (stream == null) {
        fail("the server takes no more streams");
        return;
      }
      stream.setProperty(laneKey, this);
      handler.encoder().writeData(to, id, payload.body().duplicate(), 0, true, to.newPromise());
      handler.flush(to); // gathered by the handler before it
    }

    @Override
    public void close() {
      if (context != null) {
        context.close();
      }
    }

    void body(ByteBuf piece) {
      if (asker != null) {
        asker.body(piece);
      }
    }

    void end() {
      Asker answered = asker;
      asker = null;
      if (answered != null) {
        answered.answered(status);
      }
    }

    void fail(String why) {
      Asker failed = asker;
      asker = null;
      if (failed != null) {
        failed.failed(why);
      }
    }
  }
}
