package dev.drawbridge.sidecar.export;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request and its answer. */
final class Exchange {

  static final int OK = 200;
  static final int NO_CONTENT = 204;
  static final int PARTIAL = 206;
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int NOT_ALLOWED = 405;
  static final int CONFLICT = 409;
  static final int TOO_LARGE = 413;
  static final int NOT_SATISFIABLE = 416;
  static final int FAILED = 500;

  private static final int NOTHING = -1;
  private static final Pattern FROM = Pattern.compile("bytes=(\\d{1,18})-");

  private final HttpExchange http;

  /** The request is not as it should be, or cannot be answered; the message says why. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String detail) {
      super(detail);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  Exchange(HttpExchange http) {
    this.http = http;
  }

  String method() {
    return http.getRequestMethod();
  }

  /** As it was sent, without the query; a name that needs encoding is not one of ours. */
  String path() {
    return http.getRequestURI().getRawPath();
  }

  /** A number in the query, which has that one member at most. */
  OptionalLong number(String name) throws Refusal {
    String query = http.getRequestURI().getRawQuery();
    if (query == null) {
      return OptionalLong.empty();
    }
    Matcher matcher = Pattern.compile(name + "=(\\d{1,18})").matcher(query);
    if (!matcher.matches()) {
      throw new Refusal(BAD_REQUEST, "the query may be %s=N, a number from 0".formatted(name));
    }
    return OptionalLong.of(Long.parseLong(matcher.group(1)));
  }

  /** Where the wanted bytes begin; empty where all are wanted. */
  Optional<Long> from() throws Refusal {
    String range = http.getRequestHeaders().getFirst("Range");
    if (range == null) {
      return Optional.empty();
    }
    Matcher matcher = FROM.matcher(range);
    if (!matcher.matches()) {
      throw new Refusal(BAD_REQUEST, "Range may be bytes=N- and nothing else");
    }
    return Optional.of(Long.parseLong(matcher.group(1)));
  }

  byte[] body(int most) throws IOException, Refusal {
    byte[] body = http.getRequestBody().readNBytes(most + 1);
    if (body.length > most) {
      throw new Refusal(TOO_LARGE, "the body may have %d bytes".formatted(most));
    }
    return body;
  }

  void header(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  void json(int status, byte[] document) throws IOException {
    send(status, "application/json", document);
  }

  void problem(int status, String detail) throws IOException {
    send(status, "application/problem+json", LogJson.problem(status, title(status), detail));
  }

  private static String title(int status) {
    return switch (status) {
      case FORBIDDEN -> "Not the collector";
      case NOT_FOUND -> "No such file";
      case NOT_ALLOWED -> "No such method";
      case CONFLICT -> "Fewer entries than that";
      case FAILED -> "The log cannot be read";
      default -> "Not understood";
    };
  }

  void send(int status, String type, byte[] body) throws IOException {
    header("Content-Type", type);
    http.sendResponseHeaders(status, body.length == 0 ? NOTHING : body.length);
    if (body.length > 0) {
      http.getResponseBody().write(body);
    }
  }

  void nothing() throws IOException {
    http.sendResponseHeaders(NO_CONTENT, NOTHING);
  }
}
