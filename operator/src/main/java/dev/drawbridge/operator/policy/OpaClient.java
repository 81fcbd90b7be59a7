package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.operator.policy.Fault.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a real OPA over its REST API (https://www.openpolicyagent.org/docs/rest-api). */
public final class OpaClient implements PolicyEngine {

  private final OpaConnection connection;
  private final OpaCredentials credentials;

  public OpaClient(OpaConnection connection) {
    this.connection = connection;
    this.credentials = new OpaCredentials(connection.tokenFile(), connection.caFile());
  }

  @Override
  public Reply ask(JsonNode input) {
    long end = System.nanoTime() + connection.deadline().toNanos();
    try {
      OpaCredentials.Current current = credentials.current();
      HttpRequest request = request("{\"input\":" + input + "}", current.token());
      try {
        return send(current.client(), request, end);
      } catch (ConnectException first) {
        // A restarting engine is away for milliseconds. Only a call that was never sent is
        // repeated.
        return send(current.client(), request, end);
      }
    } catch (TimeoutException e) {
      return failed(
          Kind.TIMEOUT,
          "the policy engine did not answer within %d ms; see whether OPA runs and how busy it is, or raise drawbridge.policy.deadline"
              .formatted(connection.deadline().toMillis()));
    } catch (LimitedBody.TooLargeException e) {
      return failed(
          Kind.PROTOCOL,
          "the answer has more than %d MiB; %s"
              .formatted(LimitedBody.LARGEST_MIB, OpaReply.CHECK_ADDRESS));
    } catch (IOException e) {
      return failed(
          Kind.UNREACHABLE,
          "the policy engine at %s cannot be reached (%s); see whether OPA runs, then apply again"
              .formatted(connection.url(), text(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(Kind.UNREACHABLE, "the operator is shutting down; apply again");
    }
  }

  private HttpRequest request(String body, String token) {
    return HttpRequest.newBuilder(connection.decision())
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + token)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static Reply send(HttpClient client, HttpRequest request, long end)
      throws IOException, InterruptedException, TimeoutException {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      throw new TimeoutException();
    }
    // The client's own timeout ends with the headers; this one covers the body too.
    CompletableFuture<HttpResponse<String>> call =
        client.sendAsync(request, headers -> new LimitedBody());
    try {
      HttpResponse<String> response = call.get(left.toNanos(), TimeUnit.NANOSECONDS);
      return OpaReply.of(response.statusCode(), response.body());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(e.getCause());
    } finally {
      call.cancel(true);
    }
  }

  /** The client's own exceptions on the way to a connection have no text. */
  private static String text(IOException e) {
    Throwable cause = e;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case UnresolvedAddressException u -> "unknown host";
      case ClosedChannelException c -> "nobody listens there";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  private static Reply failed(Kind kind, String message) {
    return new Reply.Failed(new Fault(kind, message));
  }
}
