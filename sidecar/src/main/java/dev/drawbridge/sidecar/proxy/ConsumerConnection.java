package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.authorisation.Verdict;
import dev.drawbridge.sidecar.record.Requester;
import dev.drawbridge.sidecar.tls.ClientCertificate;
import dev.drawbridge.sidecar.tls.RefusedCertificateException;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One TLS connection of a consumer, whether it may still ask, and when it has to end. All on its
 * event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Closing cannot fail in a way that matters.
final class ConsumerConnection implements Ticking {

  /** So that requests which cross a GOAWAY are still answered. */
  private static final long GOAWAY_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Channel channel;
  private final Worker worker;
  private final Requester requester;
  private final @Nullable String identityProblem;
  private final boolean http2;
  private final long openedNanos = System.nanoTime();
  private long usedNanos = openedNanos;
  private ProxyContext.Live checked;
  private int exchanges;
  private @Nullable Refusal revoked;
  private boolean retiring;
  private long retiringSinceNanos;

  /**
   * Begins.
   *
   * @param identityProblem why the certificate names nobody; null if it does
   * @param verifiedBy what was in force when the handshake began; something else may be by now
   */
  ConsumerConnection(
      Channel channel,
      Worker worker,
      Requester requester,
      @Nullable String identityProblem,
      boolean http2,
      ProxyContext.Live verifiedBy) {
    this.channel = channel;
    this.worker = worker;
    this.requester = requester;
    this.identityProblem = identityProblem;
    this.http2 = http2;
    checked = verifiedBy;
  }

  Worker worker() {
    return worker;
  }

  Requester requester() {
    return requester;
  }

  boolean http2() {
    return http2;
  }

  @SuppressWarnings("ReferenceEquality") // Another one is in force as soon as it is another one.
  private boolean isChecked(ProxyContext.Live now) {
    return now == checked;
  }

  /** Why nobody on it may ask any more, or ever could; null if he may. */
  @Nullable Refusal refusal() {
    if (identityProblem != null) {
      return Refusal.of(
          Rule.IDENTITY_UNKNOWN, identityProblem + " " + Rule.IDENTITY_UNKNOWN.advice());
    }
    ProxyContext.Live now = worker.context().live().get();
    if (!isChecked(now)) {
      recheck(now); // the task that does this for idle ones may come after this request
    }
    if (revoked == null && expired()) {
      revoke(Refusal.of(Rule.IDENTITY_EXPIRED));
    }
    return revoked;
  }

  private boolean expired() {
    ClientCertificate certificate = requester.certificate();
    long nowMillis = worker.context().clock().wallMicros() / 1000;
    return nowMillis > certificate.expiresMillis();
  }

  /**
   * Trust or configuration has changed: whoever would not be let in now takes no further request.
   */
  void recheck(ProxyContext.Live live) {
    checked = live;
    ClientCertificate certificate = requester.certificate();
    if (identityProblem != null) {
      return;
    }
    try {
      live.tls().trust().verify(certificate.chain());
      revoked = null;
    } catch (RefusedCertificateException e) {
      revoke(Refusal.of(Rule.IDENTITY_EXPIRED));
      return;
    }
    if (unlisted(live.rules()) != null) {
      retire(); // each request is judged anyway, and refused with the right words
    }
  }

  private @Nullable Refusal unlisted(Rules rules) {
    return rules.access().authorise(requester.spiffe(), null) instanceof Verdict.Refused refused
            && refused.rule() == Rule.CONSUMER_UNKNOWN
        ? Refusal.of(refused.rule(), refused.detail())
        : null;
  }

  /** Why nobody may go on to ask in a stream that was let in; null if he may. */
  @Nullable Refusal refusalOfMore(long nowNanos) {
    Refusal refusal = refusal();
    if (refusal == null) {
      refusal = unlisted(worker.context().rules());
    }
    if (refusal == null && retiring && nowNanos - retiringSinceNanos > drainNanos()) {
      refusal = Refusal.of(Rule.DRAINING, "The connection is too old. Connect anew.");
    }
    return refusal;
  }

  private long drainNanos() {
    return worker.context().rules().config().limits().drain().toNanos();
  }

  private void revoke(Refusal refusal) {
    revoked = refusal;
    retire();
  }

  /** Takes no further request than those that are on their way, and closes after the last. */
  void retire() {
    if (retiring) {
      return;
    }
    retiring = true;
    retiringSinceNanos = System.nanoTime();
    if (http2) {
      // The highest id there is: streams that cross this frame are still heard (RFC 9113, 6.8).
      channel.writeAndFlush(
          new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
    }
  }

  /** Whether an answer has to say that it is the last one. */
  boolean closesNext(long nowNanos) {
    return retiring || tooOld(nowNanos) || worker.context().drain().draining();
  }

  private boolean tooOld(long nowNanos) {
    return nowNanos - openedNanos
        > worker.context().rules().config().limits().connectionMaxAge().toNanos();
  }

  void exchangeBegan() {
    exchanges++;
  }

  void exchangeEnded() {
    exchanges--;
    usedNanos = System.nanoTime();
  }

  @Override
  public void tick(long nowNanos) {
    if (!channel.isActive()) {
      worker.unwatch(this);
      return;
    }
    if (expired() && identityProblem == null && revoked == null) {
      revoke(Refusal.of(Rule.IDENTITY_EXPIRED));
    }
    if (tooOld(nowNanos) || (worker.context().drain().draining() && http2)) {
      retire();
    }
    if (exchanges > 0) {
      return;
    }
    boolean idle =
        nowNanos - usedNanos > worker.context().rules().config().limits().idle().toNanos();
    boolean retired = retiring && nowNanos - retiringSinceNanos > GOAWAY_GRACE_NANOS;
    if (idle || (retired && (http2 || tooOld(nowNanos)))) {
      channel.close();
    }
  }
}
