package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Rule;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the head of a request means one thing only, to every reader (RFC 9112, RFC 9113). The
 * decoders have refused a good deal before.
 */
final class HeadCheck {

  private HeadCheck() {}

  /** Why it is refused; null if it is not. */
  static @Nullable Refusal refusal(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      return undecodable(head.decoderResult().cause());
    }
    HttpHeaders headers = head.headers();
    if (headers.contains(HttpHeaderNames.UPGRADE) || head.method().equals(HttpMethod.CONNECT)) {
      return Refusal.of(Rule.UPGRADE_FORBIDDEN);
    }
    if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      return malformed("Only HTTP/1.1 and HTTP/2 are spoken.");
    }
    if (!framedOnce(headers)) {
      return ambiguous("Its length is stated more than once, or not plainly.");
    }
    if (!hostIsOne(head)) {
      return ambiguous("It must name one Host, the same in all places.");
    }
    if (headers.contains(HttpHeaderNames.EXPECT)
        && !headers.containsValue(
            HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, /* ignoreCase= */ true)) {
      return malformed("Of expectations only 100-continue is met.");
    }
    return null;
  }

  /** A head in place of one that could not be decoded, to be refused for that. */
  static HttpRequest unreadable(Throwable cause) {
    HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    head.setDecoderResult(DecoderResult.failure(cause));
    return head;
  }

  private static Refusal undecodable(@Nullable Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException line -> Refusal.of(Rule.TARGET_TOO_LONG);
      case TooLongHttpHeaderException header -> Refusal.of(Rule.HEADERS_TOO_LARGE);
      case null, default -> Refusal.of(Rule.REQUEST_MALFORMED);
    };
  }

  static Refusal malformed(String what) {
    return Refusal.of(Rule.REQUEST_MALFORMED, what);
  }

  static Refusal ambiguous(String what) {
    return Refusal.of(Rule.REQUEST_AMBIGUOUS, what);
  }

  /** One length or one chunked coding; never both, nor any other coding. */
  private static boolean framedOnce(HttpHeaders headers) {
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    return codings.size() + lengths.size() <= 1
        && (codings.isEmpty() || codings.getFirst().equalsIgnoreCase("chunked"))
        && (lengths.isEmpty() || digits(lengths.getFirst()));
  }

  /** Whether it is a plain number that fits. */
  static boolean digits(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean hostIsOne(HttpRequest head) {
    List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1 || !HostName.plain(hosts.getFirst())) {
      return false;
    }
    String authority = authority(head.uri());
    return authority == null || authority.equalsIgnoreCase(hosts.getFirst());
  }

  /** Of an absolute target; null if it is none. */
  private static @Nullable String authority(String target) {
    int scheme = schemeEnd(target);
    if (scheme < 0) {
      return null;
    }
    int path = target.indexOf('/', scheme);
    return path < 0 ? target.substring(scheme) : target.substring(scheme, path);
  }

  /** Path and query of the target, an absolute one included; as received otherwise. */
  static String pathOf(HttpRequest head) {
    String target = head.uri();
    int scheme = schemeEnd(target);
    if (scheme < 0) {
      return target;
    }
    int path = target.indexOf('/', scheme);
    return path < 0 ? "/" : target.substring(path);
  }

  private static int schemeEnd(String target) {
    if (target.regionMatches(true, 0, "https://", 0, 8)) {
      return 8;
    }
    return target.regionMatches(true, 0, "http://", 0, 7) ? 7 : -1;
  }
}
