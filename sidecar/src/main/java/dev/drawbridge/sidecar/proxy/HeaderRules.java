package dev.drawbridge.sidecar.proxy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which headers pass. Hop-by-hop ones do not, by RFC 9110, 7.6.1; nor what claims an identity, an
 * origin or another target than was judged, for the model must not believe a consumer in that.
 */
final class HeaderRules {

  private static final HttpHeaders HOP_BY_HOP =
      names(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private static final HttpHeaders NOT_TO_MODEL =
      names(
          // Written anew.
          "host",
          "content-length",
          "expect",
          // So that the answer can be read on its way.
          "accept-encoding",
          // The certificate is the identity. Clients of OpenAI send a key that nobody checks.
          "authorization",
          "cookie",
          "x-api-key",
          "api-key",
          "remote-user",
          "x-remote-user",
          "x-user",
          "x-user-id",
          // Where it came from.
          "forwarded",
          "via",
          "x-real-ip",
          "true-client-ip",
          // Another target or method than was judged.
          "x-original-url",
          "x-rewrite-url",
          "x-http-method-override",
          "x-http-method",
          "x-method-override",
          // Traces: ours begins here.
          "traceparent",
          "tracestate",
          "baggage",
          "b3",
          "uber-trace-id");

  private static final List<String> PREFIXES_NOT_TO_MODEL =
      List.of(
          "drawbridge-",
          "x-forwarded-",
          "x-client-",
          "x-auth-",
          "x-authenticated-",
          "x-envoy-",
          "x-b3-",
          "x-http2-",
          "openai-");

  private static final HttpHeaders NOT_TO_CONSUMER = names("alt-svc", "strict-transport-security");

  private static final List<String> PREFIXES_NOT_TO_CONSUMER = List.of("drawbridge-", "x-http2-");

  private HeaderRules() {}

  private static HttpHeaders names(String... names) {
    HttpHeaders set = new DefaultHttpHeaders();
    for (String name : names) {
      set.set(name, "");
    }
    return set;
  }

  /** Headers of a request that the model gets; length and host are not among them. */
  static HttpHeaders toModel(HttpHeaders received) {
    return passed(received, HeaderRules::staysFromModel);
  }

  /** Headers of an answer that the consumer gets; its length is among them. */
  static HttpHeaders toConsumer(HttpHeaders received) {
    return passed(received, HeaderRules::staysFromConsumer);
  }

  private static boolean staysFromModel(CharSequence name) {
    return NOT_TO_MODEL.contains(name)
        || beginsWithOne(name, PREFIXES_NOT_TO_MODEL)
        || hasUnderscore(name);
  }

  private static boolean staysFromConsumer(CharSequence name) {
    return NOT_TO_CONSUMER.contains(name) || beginsWithOne(name, PREFIXES_NOT_TO_CONSUMER);
  }

  /** To a server that hands headers on as variables it is the same as one with a hyphen. */
  private static boolean hasUnderscore(CharSequence name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '_') {
        return true;
      }
    }
    return false;
  }

  private static HttpHeaders passed(HttpHeaders from, Predicate<CharSequence> stays) {
    List<String> named = from.getAll(HttpHeaderNames.CONNECTION);
    // They were checked when they were decoded.
    HttpHeaders to = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    for (Iterator<Map.Entry<CharSequence, CharSequence>> all = from.iteratorCharSequence();
        all.hasNext(); ) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      CharSequence name = header.getKey();
      if (!HOP_BY_HOP.contains(name) && !stays.test(name) && !isNamed(name, named)) {
        to.add(name, header.getValue());
      }
    }
    return to;
  }

  private static boolean beginsWithOne(CharSequence name, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (AsciiString.regionMatchesAscii(name, true, 0, prefix, 0, prefix.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamed(CharSequence name, List<String> lists) {
    for (String list : lists) {
      for (int from = 0; from <= list.length(); ) {
        int comma = list.indexOf(',', from);
        int to = comma < 0 ? list.length() : comma;
        if (AsciiString.contentEqualsIgnoreCase(name, list.substring(from, to).strip())) {
          return true;
        }
        from = to + 1;
      }
    }
    return false;
  }
}
