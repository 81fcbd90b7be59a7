package dev.drawbridge.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesTest {

  private static HttpHeaders one(String name) {
    return new DefaultHttpHeaders().add(name, "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Proxy-Authorization",
        "Proxy-Connection",
        "HTTP2-Settings",
        "Host",
        "Content-Length",
        "Expect",
        "Accept-Encoding",
        "Authorization",
        "Cookie",
        "X-Api-Key",
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-FORWARDED-CLIENT-CERT",
        "X-Real-Ip",
        "X-Remote-User",
        "X-User",
        "X-Original-Url",
        "X-HTTP-Method-Override",
        "traceparent",
        "tracestate",
        "baggage",
        "b3",
        "X-B3-TraceId",
        "Drawbridge-Purpose",
        "x-http2-scheme",
        "OpenAI-Organization",
        // The same as X-Forwarded-User to a server that hands headers on as variables (RFC 3875).
        "X_Forwarded_User",
        "X-Remote_User",
      })
  void doesNotPassToTheModel(String name) {
    assertThat(HeaderRules.toModel(one(name))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept", "Content-Type", "User-Agent", "X-Request-Id", "grpc-timeout"})
  void passesToTheModel(String name) {
    assertThat(HeaderRules.toModel(one(name)).get(name)).isEqualTo("x");
  }

  @Test
  void whatConnectionNamesStaysHereInEveryOfItsLines() {
    HttpHeaders headers =
        new DefaultHttpHeaders()
            .add("Connection", "close, X-One")
            .add("connection", "x-two")
            .add("X-One", "1")
            .add("X-Two", "2")
            .add("X-Three", "3");

    assertThat(HeaderRules.toModel(headers).names()).containsExactly("X-Three");
    assertThat(HeaderRules.toConsumer(headers).names()).containsExactly("X-Three");
  }

  @Test
  void aHeaderThatOccursTwicePassesTwice() {
    HttpHeaders headers = new DefaultHttpHeaders().add("X-A", "1").add("X-A", "2");

    assertThat(HeaderRules.toConsumer(headers).getAll("x-a")).containsExactly("1", "2");
  }
}
