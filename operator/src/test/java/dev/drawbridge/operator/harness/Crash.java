package dev.drawbridge.operator.harness;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Ends an operator, as far as one deployment can tell, after a number of its writes: then nothing
 * of it reaches the API server any more, until another operator is started. One operator can so be
 * killed at a different place for each of many deployments.
 *
 * <p>Only requests that name the deployment's namespace, or its serving namespace, count and are
 * kept back. Not covered therefore: what the operator writes for no deployment in particular, which
 * is the status of classes, the memory of the collector and the lease of the leader; and that a
 * crash also ends what others have it do at that moment.
 */
public final class Crash implements Consumer<HttpClient.Builder> {

  private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final Map<String, Life> lives = new ConcurrentHashMap<>();

  private record Life(int writes, AtomicInteger spent) {
    boolean over() {
      return spent.get() >= writes;
    }
  }

  /**
   * Grants a number of writes to one deployment.
   *
   * @param namespace that of the deployment; its serving namespace's name contains it
   */
  public void after(int writes, String namespace) {
    lives.put(namespace, new Life(writes, new AtomicInteger()));
  }

  /** Whether the deployment's operator was stopped, and did not just find nothing more to do. */
  public boolean happened(String namespace) {
    Life life = lives.get(namespace);
    return life != null && life.over();
  }

  @Override
  public void accept(HttpClient.Builder builder) {
    builder.addOrReplaceInterceptor(
        "crash",
        new Interceptor() {
          @Override
          public void before(BasicBuilder to, HttpRequest request, RequestTags tags) {
            lives.forEach(
                (namespace, life) -> {
                  if (request.uri().getPath().contains(namespace)) {
                    live(life, request);
                  }
                });
          }
        });
  }

  private static void live(Life life, HttpRequest request) {
    boolean write = WRITING.contains(request.method());
    if (life.over() || (write && life.spent.incrementAndGet() > life.writes)) {
      throw new IllegalStateException("the operator is dead");
    }
  }
}
