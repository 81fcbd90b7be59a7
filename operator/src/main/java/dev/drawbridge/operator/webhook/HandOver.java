package dev.drawbridge.operator.webhook;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Once the operator is told to end, each answer closes its connection. An API server keeps
 * connections open and puts a review on one at any moment; without this, a review could be on its
 * way when the last connection is closed, and the change that it is about would fail.
 */
@Singleton
public class HandOver {

  private static final int BEFORE_ALL = 1_000;

  private volatile boolean ending;

  void begin(@Observes ShutdownDelayInitiatedEvent told) {
    ending = true;
  }

  void closeConnections(@Observes Filters filters) {
    filters.register(
        call -> {
          if (ending) {
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
          }
          call.next();
        },
        BEFORE_ALL);
  }
}
