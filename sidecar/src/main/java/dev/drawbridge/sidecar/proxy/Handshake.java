package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.metrics.HandshakeFailure;
import dev.drawbridge.sidecar.record.Requester;
import dev.drawbridge.sidecar.tls.ClientCertificate;
import dev.drawbridge.sidecar.tls.DoorTls;
import dev.drawbridge.sidecar.tls.RefusedCertificateException;
import dev.drawbridge.sidecar.tls.SpiffeId;
import dev.drawbridge.sidecar.tls.SpiffeId.NoSpiffeIdException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Waits for the end of the handshake, and sets up what comes after it: who it is, and HTTP. */
@SuppressWarnings("FutureReturnValueIgnored") // Closing cannot fail in a way that matters.
final class Handshake extends ChannelInboundHandlerAdapter {

  private final ProxyContext context;
  private final ProxyContext.Live began;
  private final Worker worker;
  private final Connections connections;

  /**
   * Begins.
   *
   * @param began what was in force then, and verifies the certificate
   */
  Handshake(ProxyContext context, ProxyContext.Live began, Worker worker, Connections connections) {
    this.context = context;
    this.began = began;
    this.worker = worker;
    this.connections = connections;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      ctx.read();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent end) {
      if (end.isSuccess()) {
        succeeded(ctx);
      } else {
        failed(end.cause());
        ctx.close();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.read(); // the handshake goes on
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // the event has said all that there is to say
  }

  private void succeeded(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    List<X509Certificate> chain = chain(tls);
    if (chain.isEmpty() || !stillTrusted(chain)) {
      ctx.close();
      return;
    }
    String spiffe = null;
    String problem = null;
    try {
      spiffe = SpiffeId.of(chain.getFirst()).text();
    } catch (NoSpiffeIdException e) {
      problem = e.getMessage();
    }
    Requester requester = new Requester(ClientCertificate.of(chain), spiffe);
    boolean http2 = ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
    open(ctx, new ConsumerConnection(ctx.channel(), worker, requester, problem, http2, began));
  }

  /** Where TLS may resume a session, the certificate was not looked at again. */
  private boolean stillTrusted(List<X509Certificate> chain) {
    if (DoorTls.mayResume()) {
      try {
        context.live().get().tls().trust().verify(chain);
      } catch (RefusedCertificateException e) {
        failed(e);
        return false;
      }
    }
    return true;
  }

  private void open(ChannelHandlerContext ctx, ConsumerConnection connection) {
    Channel channel = ctx.channel();
    worker.watch(connection);
    connections.identified(channel, connection);
    int headerBytes = context.rules().config().limits().headerBytes();
    ChannelPipeline pipeline = ctx.pipeline();
    if (connection.http2()) {
      channel.config().setAutoRead(true); // streams have a flow control of their own
      Http2Door.addTo(pipeline, connection, headerBytes);
    } else {
      pipeline.addLast(new ExchangeHandler(connection, Http1Codec.addTo(pipeline, headerBytes)));
    }
    pipeline.remove(this);
  }

  private static List<X509Certificate> chain(SslHandler tls) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate certificate : tls.engine().getSession().getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          chain.add(x509);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      // A certificate is required, so this does not happen; if it did, nobody would come in.
    }
    return chain;
  }

  private void failed(Throwable cause) {
    RefusedCertificateException refused = RefusedCertificateException.in(cause).orElse(null);
    context.metrics().handshakeFailed(reason(cause, refused));
    if (refused != null) {
      refused.certificate().ifPresent(certificate -> record(certificate, refused.expired()));
    }
  }

  private static HandshakeFailure reason(
      Throwable cause, @Nullable RefusedCertificateException refused) {
    if (refused != null) {
      return refused.certificate().isPresent()
          ? HandshakeFailure.CERTIFICATE
          : HandshakeFailure.NO_CERTIFICATE;
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return HandshakeFailure.TIMEOUT;
    }
    String message = String.valueOf(cause.getMessage());
    return message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")
            || message.contains("Empty client certificate chain")
        ? HandshakeFailure.NO_CERTIFICATE
        : HandshakeFailure.PROTOCOL;
  }

  private void record(ClientCertificate certificate, boolean expired) {
    Rule rule = expired ? Rule.IDENTITY_EXPIRED : Rule.IDENTITY_UNKNOWN;
    context.metrics().refused(rule);
    boolean recorded =
        worker.handshakes().take(System.nanoTime())
            && worker
                    .records()
                    .denied(context.rules().config(), certificate, rule, LoopReceipt.UNHEARD)
                == Admission.TAKEN;
    if (!recorded) {
      context.metrics().refusalNotRecorded();
    }
  }
}
